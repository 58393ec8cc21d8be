import { computed, onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { serverNow, useServerNow } from '@/shared/api/serverClock'
import { linkState } from './connection'
import { evaluateFreshness } from './freshness'
import type { TopicState } from './reduce'
import { releaseTopic, acquireTopic, type Topic } from './topics'

/** A topic for as long as the component shows it; the name may change, or be undefined while it is not known yet. */
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
    // A page that wakes looks before its clock has ticked again.
    freshness: computed(() =>
      evaluateFreshness(linkState.value, state.value, topic.value?.pending.value, Math.max(now.value, serverNow())),
    ),
  }
}
