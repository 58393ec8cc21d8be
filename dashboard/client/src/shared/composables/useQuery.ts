import { onScopeDispose, shallowRef, watch } from 'vue'
import { retryDelay } from '@/shared/realtime/retryDelay'
import { isServerUnavailable } from '@/shared/api/api'

const every = 2000

/**
 * An answer read anew when the question changes, and again, at most every two seconds, when the numbers it stands beside move.
 * While the server is away it is asked again; `failed` says that there is no answer to show.
 */
export function useQuery<T>(question: () => string, moved: () => unknown, read: (signal: AbortSignal) => Promise<T>) {
  const answer = shallowRef<T>()
  const failed = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading: AbortController | undefined
  let readAt = 0

  async function ask(attempt = 0) {
    readAt = Date.now()
    reading?.abort()
    const mine = (reading = new AbortController())
    try {
      const next = await read(mine.signal)
      // A reader may ignore the signal: an answer to an earlier question is dropped.
      if (mine.signal.aborted) return
      answer.value = next
      failed.value = false
    } catch (fault) {
      if (mine.signal.aborted) return
      // An earlier answer stays.
      failed.value = answer.value === undefined
      if (isServerUnavailable(fault)) askIn(retryDelay(attempt), attempt + 1)
    }
  }

  function askIn(milliseconds: number, attempt = 0) {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(attempt), milliseconds)
  }

  watch(
    question,
    () => {
      answer.value = undefined
      failed.value = false
      clearTimeout(timer)
      void ask()
    },
    { immediate: true },
  )
  watch(moved, () => askIn(Math.max(0, readAt + every - Date.now())))
  onScopeDispose(() => {
    clearTimeout(timer)
    reading?.abort()
  })
  return { answer, failed }
}
