import { onScopeDispose, shallowRef, watch } from 'vue'
import { acquireTopic, releaseTopic, type Topic } from './topics'

/**
 * Keeps topics subscribed for the lifetime of the component, so that their last states survive an outage while nothing
 * shows them. The first names are subscribed first.
 */
export function useHeldTopics(names: () => string[]) {
  const held = shallowRef<Topic[]>([])

  function hold(wanted: Set<string>) {
    const before = held.value
    held.value = [...wanted].map((name) => before.find((topic) => topic.name === name) ?? acquireTopic(name))
    for (const { name } of before) if (!wanted.has(name)) releaseTopic(name)
  }

  watch(
    () => [...new Set(names())].join('\n'),
    (next) => hold(new Set(next ? next.split('\n') : [])),
    { immediate: true },
  )
  onScopeDispose(() => hold(new Set()))
  return held
}
