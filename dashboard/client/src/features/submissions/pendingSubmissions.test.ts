import { expect, it } from 'vitest'
import type { Submission, SubmissionState } from '@/shared/api/types'
import { timeToDeadline, submittedAt, pendingSubmissions } from './pendingSubmissions'

const one = (id: string, ...steps: [SubmissionState, string][]) =>
  ({
    about: { id },
    state: steps.at(-1)?.[0],
    steps: steps.map(([state, at]) => ({ state, at, by: 'a' })),
  }) as unknown as Submission

it('sorts by the last submission, oldest first', () => {
  const again = one(
    'again',
    ['draft', '2025-04-01'],
    ['submitted', '2025-04-02'],
    ['returned', '2025-04-03'],
    ['submitted', '2025-04-09'],
  )
  const older = one('older', ['draft', '2025-04-04'], ['submitted', '2025-04-05'])
  const draft = one('draft', ['draft', '2025-04-01'])
  expect(pendingSubmissions([again, draft, older]).map((found) => found.about.id)).toEqual(['older', 'again'])
  expect(submittedAt(draft)).toBe('2025-04-01')
})

it('returns the hours to a deadline and since it', () => {
  const due = '2025-04-01T12:00:00+08:00'
  const at = (hours: number) => Date.parse(due) + hours * 3_600_000
  expect(timeToDeadline(due, at(-1.5))).toEqual({ late: false, hours: 1 })
  expect(timeToDeadline(due, at(0))).toEqual({ late: false, hours: 0 })
  expect(timeToDeadline(due, at(26.5))).toEqual({ late: true, hours: 26 })
  expect(timeToDeadline(undefined, 0)).toBeUndefined()
})
