import { useTimeoutFn } from '@vueuse/core'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { retryDelay } from '@/shared/realtime/retryDelay'
import { isServerUnavailable } from '@/shared/api/api'

const minInterval = 2000

/**
 * An response read anew when the question changes, and again, at most minInterval two seconds, when the numbers it stands beside move.
 * While the server is away it is asked again; `failed` says that there is no response to show.
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
      // A reader may ignore the signal: an response to an earlier question is dropped.
      if (controller.signal.aborted) return
      response.value = next
      failed.value = false
    } catch (error) {
      if (controller.signal.aborted) return
      // An earlier response stays.
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
