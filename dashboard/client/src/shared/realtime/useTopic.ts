import { computed, onScopeDispose, shallowRef, toValue, watch as watchRef, type MaybeRefOrGetter } from 'vue'
import { serverNow, useNow } from '@/shared/api/serverClock'
import { link } from './connection'
import { freshness } from './freshness'
import type { TopicState } from './reduce'
import { unwatch, watch, type Topic } from './topics'

/** A topic for as long as the component shows it; the name may change, or be undefined while it is not known yet. */
export function useTopic<T>(name: MaybeRefOrGetter<string | undefined>) {
  const topic = shallowRef<Topic>()
  const now = useNow()

  watchRef(
    () => toValue(name),
    (next, before) => {
      topic.value = next ? watch(next) : undefined
      if (before) unwatch(before)
    },
    { immediate: true },
  )
  onScopeDispose(() => topic.value && unwatch(topic.value.name))

  const state = computed(() => topic.value?.state.value as TopicState<T> | undefined)
  return {
    state,
    data: computed(() => state.value?.data),
    position: computed(() => state.value?.position),
    problem: computed(() => topic.value?.problem.value),
    // A page that wakes looks before its clock has ticked again.
    freshness: computed(() =>
      freshness(link.value, state.value, topic.value?.pending.value, Math.max(now.value, serverNow())),
    ),
  }
}
