import { shallowRef } from 'vue'
import { useInterval } from '@/shared/composables/useInterval'
import { Problem } from '@/shared/api/api'
import { submissionApi } from '@/shared/api/submissionApi'
import type { Submission } from '@/shared/api/types'

const every = 3000

/** What was handed in, as far as one may see it; looked at again and again, and at once after something was done. */
export function useSubmissions() {
  const submissions = shallowRef<Submission[]>()
  const refused = shallowRef<Problem>()
  let asked = 0
  let answered = 0

  async function read() {
    const mine = ++asked
    // An answer to an earlier question is older than what is shown.
    const isLate = () => mine < answered
    try {
      const answer = await submissionApi.all()
      if (isLate()) return
      answered = mine
      submissions.value = answer.submissions
      refused.value = undefined
    } catch (fault) {
      if (isLate()) return
      // What was read before stays while the server is away; who may not see it sees nothing.
      if (fault instanceof Problem) refused.value = fault
      if (refused.value?.status === 401) submissions.value = undefined
    }
  }

  void read()
  useInterval(() => void read(), every)
  return { submissions, refused, read }
}
