import { effectScope, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { submissionApi } from '@/shared/api/submissionApi'
import type { Submission, Submissions } from '@/shared/api/types'
import { useSubmissions } from './useSubmissions'

const page = (state: string, next?: string) =>
  ({ submissions: [{ state } as Submission], ...(next && { next }) }) as Submissions
let answers: ((state: string) => void)[]
let scope = effectScope()

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  scope = effectScope()
  vi.spyOn(submissionApi, 'list').mockImplementation(
    () => new Promise<Submissions>((resolve) => answers.push((state) => resolve(page(state)))),
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

it('adds a page and reads the pages of another city from the first', async () => {
  const list = vi
    .spyOn(submissionApi, 'list')
    .mockImplementation(({ cursor } = {}) => Promise.resolve(cursor ? page('published') : page('submitted', 'c')))
  const city = ref<string>()
  const { submissions, hasMore, more } = scope.run(() => useSubmissions(() => city.value)) ?? expect.unreachable()
  await vi.advanceTimersByTimeAsync(0)
  expect([submissions.value?.length, hasMore.value]).toEqual([1, true])
  await more()
  expect([submissions.value?.map((one) => one.state), hasMore.value]).toEqual([['submitted', 'published'], false])
  city.value = '370100'
  await vi.advanceTimersByTimeAsync(0)
  expect(submissions.value).toHaveLength(1)
  expect(list).toHaveBeenLastCalledWith({ city: '370100', cursor: undefined })
})
