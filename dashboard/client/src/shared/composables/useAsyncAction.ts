import { ref } from 'vue'
import { Problem } from '@/shared/api/http'

/** Runs an action of the user; `problem` holds its error. */
export function useAsyncAction() {
  const busy = ref(false)
  const problem = ref<Problem>()

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    problem.value = undefined
    try {
      await work()
      return true
    } catch (error) {
      problem.value = error instanceof Problem ? error : new Problem(0, 'unknown', String(error))
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}
