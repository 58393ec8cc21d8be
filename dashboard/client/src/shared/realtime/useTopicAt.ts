import { useTimeoutFn } from '@vueuse/core'
import { computed, onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { api, isServerUnavailable, Problem } from '@/shared/api/api'
import type { Freshness } from './freshness'
import { retryDelay } from './retryDelay'
import { useTopic } from './useTopic'

interface Past<T> {
  topic: string
  asOf: string
  data: T & { position?: number }
}

/**
 * A topic as it is or, given a moment, as it was then. What is shown stays until what was asked for is there, and says of when
 * it is; the live topic goes on behind it, so that the way back is at once.
 */
export function useTopicAt<T>(name: MaybeRefOrGetter<string | undefined>, asOf: MaybeRefOrGetter<string | undefined>) {
  const live = useTopic<T>(name)
  const past = shallowRef<Past<T>>()
  const problem = shallowRef<Problem>()
  // The topic whose live numbers were on the page when somebody looked back.
  const left = shallowRef<string>()
  let reading: AbortController | undefined
  const delay = ref(0)
  const { start: retry, stop } = useTimeoutFn(
    (attempt: number) => void read(toValue(name), toValue(asOf), attempt),
    delay,
    { immediate: false },
  )

  async function read(topic: string | undefined, moment: string | undefined, attempt = 0) {
    reading?.abort()
    stop()
    problem.value = undefined
    if (!topic || !moment) {
      past.value = undefined
      left.value = topic
      return
    }
    const { signal } = (reading = new AbortController())
    try {
      past.value = { topic, asOf: moment, data: await api.topic<Past<T>['data']>(topic, moment, signal) }
      left.value = undefined
    } catch (fault) {
      if (signal.aborted || !(fault instanceof Problem)) return
      problem.value = fault
      if (isServerUnavailable(fault)) {
        delay.value = retryDelay(attempt)
        retry(attempt + 1)
      } else past.value = left.value = undefined
    }
  }

  watch([() => toValue(name), () => toValue(asOf)], ([topic, moment]) => void read(topic, moment), { immediate: true })
  onScopeDispose(() => reading?.abort())

  const then = computed(() => (toValue(asOf) && past.value?.topic === toValue(name) ? past.value : undefined))
  const isLive = computed(() => !toValue(asOf) || (!then.value && left.value === toValue(name)))
  return {
    data: computed(() => then.value?.data ?? (isLive.value ? live.data.value : undefined)),
    position: computed(() => then.value?.data.position ?? (isLive.value ? live.position.value : undefined)),
    problem: computed(() => (toValue(asOf) ? problem.value : live.problem.value)),
    // Before the answer is there it is not known to be of the past: the moment asked for may be refused.
    freshness: computed((): Freshness =>
      isLive.value
        ? live.freshness.value
        : { liveness: then.value ? 'past' : 'connecting', stale: false, quiet: false, asOf: then.value?.asOf },
    ),
    /** Of when what is shown is; undefined while it is live. */
    asOf: computed(() => then.value?.asOf),
  }
}
