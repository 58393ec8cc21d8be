import { shallowRef } from 'vue'
import { useIntervalFn } from '@vueuse/core'
import { Problem } from '@/shared/api/http'
import { submissionApi } from '@/shared/api/submissionApi'
import type { Submission } from '@/shared/api/types'

const pollInterval = 3000

/** The submissions visible to the user, polled and read again after each action. */
export function useSubmissions() {
  const submissions = shallowRef<Submission[]>()
  const problem = shallowRef<Problem>()
  let requests = 0
  let latestResponse = 0

  async function read() {
    const requestNumber = ++requests
    // A response to an earlier request is outdated.
    const isLate = () => requestNumber < latestResponse
    try {
      const answer = await submissionApi.list()
      if (isLate()) return
      latestResponse = requestNumber
      submissions.value = answer.submissions
      problem.value = undefined
    } catch (error) {
      if (isLate()) return
      // Earlier data stays while the server is unavailable; it is removed when access ends.
      if (error instanceof Problem) problem.value = error
      if (problem.value?.status === 401) submissions.value = undefined
    }
  }

  void read()
  useIntervalFn(() => void read(), pollInterval)
  return { submissions, problem, read }
}
