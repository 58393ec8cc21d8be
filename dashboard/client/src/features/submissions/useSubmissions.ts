import { shallowRef, watch } from 'vue'
import { useIntervalFn } from '@vueuse/core'
import { Problem } from '@/shared/api/http'
import { submissionApi } from '@/shared/api/submissionApi'
import type { Submission } from '@/shared/api/types'

const pollInterval = 3000

/**
 * The submissions visible to the user, newest first, polled and read again after each action. `more` adds a page.
 *
 * @param city Code of the city whose submissions are listed; undefined for all.
 */
export function useSubmissions(city: () => string | undefined = () => undefined) {
  const submissions = shallowRef<Submission[]>()
  const problem = shallowRef<Problem>()
  const hasMore = shallowRef(false)
  let pages = 1
  let requests = 0
  let latestResponse = 0

  async function read() {
    const requestNumber = ++requests
    // A response to an earlier request is outdated.
    const isLate = () => requestNumber < latestResponse
    try {
      const rows: Submission[] = []
      let cursor: string | undefined
      for (let page = 0; page === 0 || (page < pages && cursor !== undefined); page++) {
        const answer = await submissionApi.list({ city: city(), cursor })
        rows.push(...answer.submissions)
        cursor = answer.next
      }
      if (isLate()) return
      latestResponse = requestNumber
      submissions.value = rows
      hasMore.value = cursor !== undefined
      problem.value = undefined
    } catch (error) {
      if (isLate()) return
      // Earlier data stays while the server is unavailable; it is removed when access ends.
      if (error instanceof Problem) problem.value = error
      if (problem.value?.status === 401) submissions.value = undefined
    }
  }

  function more() {
    pages++
    return read()
  }

  watch(city, () => {
    pages = 1
    void read()
  })
  void read()
  useIntervalFn(() => void read(), pollInterval)
  return { submissions, problem, hasMore, more, read }
}
