import { onScopeDispose, shallowRef, watch } from 'vue'

const every = 2000

/** An answer read anew when the question changes, and again, at most every two seconds, when the numbers it stands beside move. */
export function useAnswer<T>(question: () => string, moved: () => unknown, read: (signal: AbortSignal) => Promise<T>) {
  const answer = shallowRef<T>()
  const failed = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading: AbortController | undefined
  let readAt = 0

  async function ask() {
    readAt = Date.now()
    reading?.abort()
    const mine = (reading = new AbortController())
    try {
      answer.value = await read(mine.signal)
      failed.value = false
    } catch {
      // What was read before stays; the next move reads again.
      if (!mine.signal.aborted) failed.value = !answer.value
    }
  }

  watch(question, () => {
    answer.value = undefined
    clearTimeout(timer)
    void ask()
  }, { immediate: true })
  watch(moved, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), Math.max(0, readAt + every - Date.now()))
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    reading?.abort()
  })
  return { answer, failed }
}
