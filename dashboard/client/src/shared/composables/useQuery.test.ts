import { effectScope, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Problem, UNREACHABLE } from '@/shared/api/http'
import { useQuery } from './useQuery'

const away = new Problem(0, UNREACHABLE, '')
const refused = new Problem(403, 'not_allowed', '')
let scope = effectScope()

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

function open<T>(read: (question: string) => Promise<T>) {
  const [question, moved] = [ref('a'), ref(0)]
  const result = scope.run(() =>
    useQuery(
      () => question.value,
      () => moved.value,
      () => read(question.value),
    ),
  )
  if (!result) throw new Error('no scope')
  return { question, moved, ...result }
}

it('retries while the server is unavailable', async () => {
  const read = vi
    .fn()
    .mockRejectedValueOnce(away)
    .mockRejectedValueOnce(new Problem(503, UNREACHABLE, ''))
    .mockResolvedValue(7)
  const { response, failed } = open<number>(read)
  await vi.advanceTimersByTimeAsync(0)
  expect([response.value, failed.value]).toEqual([undefined, true])
  await vi.advanceTimersByTimeAsync(3000)
  expect([response.value, failed.value]).toEqual([7, false])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(read).toHaveBeenCalledTimes(3)
})

it('does not retry after a refusal', async () => {
  const read = vi.fn().mockRejectedValue(refused)
  const { failed } = open(read)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([read.mock.calls.length, failed.value]).toEqual([1, true])
})

it('clears the failure when the question changes', async () => {
  const { question, failed } = open((asked) => (asked === 'a' ? Promise.reject(refused) : new Promise(() => undefined)))
  await vi.advanceTimersByTimeAsync(0)
  expect(failed.value).toBe(true)
  question.value = 'b'
  await nextTick()
  expect(failed.value).toBe(false)
})

it('ignores late responses and errors of an earlier question', async () => {
  for (const settle of ['answer', 'refuse'] as const) {
    const late: { response: (value: string) => void; refuse: (error: Problem) => void }[] = []
    const { question, response, failed } = open((asked) =>
      asked === 'a'
        ? new Promise<string>((resolve, reject) => late.push({ response: resolve, refuse: reject }))
        : Promise.resolve(asked),
    )
    question.value = 'b'
    await nextTick()
    await vi.advanceTimersByTimeAsync(0)
    if (settle === 'answer') late[0]?.response('a')
    else late[0]?.refuse(refused)
    await vi.advanceTimersByTimeAsync(0)
    expect([response.value, failed.value]).toEqual(['b', false])
  }
})

it('keeps the response when a later read fails', async () => {
  const read = vi.fn().mockResolvedValueOnce(1).mockRejectedValueOnce(away).mockResolvedValue(2)
  const { response, failed, moved } = open<number>(read)
  await vi.advanceTimersByTimeAsync(0)
  moved.value++
  await nextTick()
  await vi.advanceTimersByTimeAsync(2000)
  expect([response.value, failed.value]).toEqual([1, false])
  await vi.advanceTimersByTimeAsync(1000)
  expect(response.value).toBe(2)
})
