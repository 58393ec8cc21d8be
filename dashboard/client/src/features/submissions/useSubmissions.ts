import { shallowRef } from 'vue'
import { useIntervalFn } from '@vueuse/core'
import { Problem } from '@/shared/api/api'
import { submissionApi } from '@/shared/api/submissionApi'
import type { Submission } from '@/shared/api/types'

const pollInterval = 3000

/** What was handed in, as far as one may see it; looked at again and again, and at once after something was done. */
export function useSubmissions() {
  const submissions = shallowRef<Submission[]>()
  const problem = shallowRef<Problem>()
  let requests = 0
  let latestResponse = 0

  async function read() {
    const requestNumber = ++requests
    // An answer to an earlier question is older than what is shown.
    const isLate = () => requestNumber < latestResponse
    try {
      const answer = await submissionApi.list()
      if (isLate()) return
      latestResponse = requestNumber
      submissions.value = answer.submissions
      problem.value = undefined
    } catch (fault) {
      if (isLate()) return
      // What was read before stays while the server is away; who may not see it sees nothing.
      if (fault instanceof Problem) problem.value = fault
      if (problem.value?.status === 401) submissions.value = undefined
    }
  }

  void read()
  useIntervalFn(() => void read(), pollInterval)
  return { submissions, problem, read }
}
