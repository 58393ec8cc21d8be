import { shallowRef } from 'vue'
import { useInterval } from '@/parts/useInterval'
import { Problem } from '@/wire/api'
import { submissionApi } from '@/wire/submissions'
import type { Submission } from '@/wire/types'

const every = 3000

/** What was handed in, as far as one may see it; looked at again and again, and at once after something was done. */
export function useSubmissions() {
  const submissions = shallowRef<Submission[]>()
  const refused = shallowRef<Problem>()

  async function read() {
    try {
      submissions.value = (await submissionApi.all()).submissions
      refused.value = undefined
    } catch (fault) {
      // What was read before stays while the server is away; who may not see it sees nothing.
      if (fault instanceof Problem) refused.value = fault
      if (refused.value?.status === 401) submissions.value = undefined
    }
  }

  void read()
  useInterval(() => void read(), every)
  return { submissions, refused, read }
}
