import { useTimeoutFn } from '@vueuse/core'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { retryDelay } from '@/shared/realtime/retryDelay'
import { isServerUnavailable } from '@/shared/api/http'

const minInterval = 2000

/**
 * Reads a response again when the question changes and, at most every two seconds, when `changed` changes. Retries
 * while the server is unavailable. `failed` means that there is no response to show.
 */
export function useQuery<T>(question: () => string, changed: () => unknown, read: (signal: AbortSignal) => Promise<T>) {
  const response = shallowRef<T>()
  const failed = shallowRef(false)
  const delay = ref(0)
  const { start, stop } = useTimeoutFn((attempt: number) => void load(attempt), delay, { immediate: false })
  let currentRead: AbortController | undefined
  let loadedAt = 0

  async function load(attempt = 0) {
    loadedAt = Date.now()
    currentRead?.abort()
    const controller = (currentRead = new AbortController())
    try {
      const next = await read(controller.signal)
      // A read function may ignore the signal: late responses are dropped.
      if (controller.signal.aborted) return
      response.value = next
      failed.value = false
    } catch (error) {
      if (controller.signal.aborted) return
      // The previous response is kept.
      failed.value = response.value === undefined
      if (isServerUnavailable(error)) scheduleLoad(retryDelay(attempt), attempt + 1)
    }
  }

  function scheduleLoad(milliseconds: number, attempt = 0) {
    delay.value = milliseconds
    start(attempt)
  }

  watch(
    question,
    () => {
      response.value = undefined
      failed.value = false
      stop()
      void load()
    },
    { immediate: true },
  )
  watch(changed, () => scheduleLoad(Math.max(0, loadedAt + minInterval - Date.now())))
  onScopeDispose(() => currentRead?.abort())
  return { response, failed }
}
