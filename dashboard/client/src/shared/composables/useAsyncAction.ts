import { ref } from 'vue'
import { Problem } from '@/shared/api/api'

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
    } catch (fault) {
      problem.value = fault instanceof Problem ? fault : new Problem(0, 'unknown', String(fault))
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}
