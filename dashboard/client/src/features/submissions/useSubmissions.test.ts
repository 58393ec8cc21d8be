import { effectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { submissionApi } from '@/shared/api/submissionApi'
import type { Submission, Submissions } from '@/shared/api/types'
import { useSubmissions } from './useSubmissions'

let answers: ((state: string) => void)[]
let scope = effectScope()

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  scope = effectScope()
  vi.spyOn(submissionApi, 'list').mockImplementation(
    () =>
      new Promise<Submissions>((resolve) =>
        answers.push((state) => resolve({ submissions: [{ state } as Submission] } as Submissions)),
      ),
  )
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('ignores the response to an earlier request', async () => {
  const { submissions, read } = scope.run(() => useSubmissions()) ?? expect.unreachable()
  void read()
  answers[1]?.('published')
  await vi.advanceTimersByTimeAsync(0)
  answers[0]?.('submitted')
  await vi.advanceTimersByTimeAsync(0)
  expect(submissions.value?.map((one) => one.state)).toEqual(['published'])
})
