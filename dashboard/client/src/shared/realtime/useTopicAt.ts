import { useTimeoutFn } from '@vueuse/core'
import { computed, onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { api } from '@/shared/api/api'
import { isServerUnavailable, Problem } from '@/shared/api/http'
import type { Freshness } from './freshness'
import { retryDelay } from './retryDelay'
import { useTopic } from './useTopic'

interface Past<T> {
  topic: string
  asOf: string
  data: T & { position?: number }
}

/**
 * A topic, live or as of an earlier moment. The shown data stays until the requested data arrives, with its own time.
 * The live topic continues in the background, so that returning to it is immediate.
 */
export function useTopicAt<T>(name: MaybeRefOrGetter<string | undefined>, asOf: MaybeRefOrGetter<string | undefined>) {
  const live = useTopic<T>(name)
  const past = shallowRef<Past<T>>()
  const problem = shallowRef<Problem>()
  // The topic whose live data was shown when the user switched to the past.
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
    } catch (error) {
      if (signal.aborted || !(error instanceof Problem)) return
      problem.value = error
      if (isServerUnavailable(error)) {
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
    // Not called past before the response: the server may refuse the moment.
    freshness: computed((): Freshness =>
      isLive.value
        ? live.freshness.value
        : { liveness: then.value ? 'past' : 'connecting', stale: false, quiet: false, asOf: then.value?.asOf },
    ),
    /** Moment of the shown data; undefined while it is live. */
    asOf: computed(() => then.value?.asOf),
  }
}
