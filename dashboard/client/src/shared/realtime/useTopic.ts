import { computed, onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { serverNow, useServerNow } from '@/shared/api/serverClock'
import { linkState } from './connection'
import { evaluateFreshness } from './freshness'
import type { TopicState } from './topicState'
import { releaseTopic, acquireTopic, type Topic } from './topics'

/** A topic for the lifetime of the component. The name may change and may be undefined. */
export function useTopic<T>(name: MaybeRefOrGetter<string | undefined>) {
  const topic = shallowRef<Topic>()
  const now = useServerNow()

  watch(
    () => toValue(name),
    (next, before) => {
      topic.value = next ? acquireTopic(next) : undefined
      if (before) releaseTopic(before)
    },
    { immediate: true },
  )
  onScopeDispose(() => topic.value && releaseTopic(topic.value.name))

  const state = computed(() => topic.value?.state.value as TopicState<T> | undefined)
  return {
    state,
    data: computed(() => state.value?.data),
    position: computed(() => state.value?.position),
    problem: computed(() => topic.value?.problem.value),
    // After a wake-up the page renders before the clock ticks.
    freshness: computed(() =>
      evaluateFreshness(linkState.value, state.value, topic.value?.pending.value, Math.max(now.value, serverNow())),
    ),
  }
}
