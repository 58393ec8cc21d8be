import type { Submission } from '@/shared/api/types'

const hour = 3_600_000

/** Time of the last submission, or of creation if never submitted. */
export const submittedAt = ({ steps }: Submission): string =>
  (steps.findLast((step) => step.state === 'submitted') ?? steps[0])?.at ?? ''

/** Submissions waiting for review, oldest first. */
export const pendingSubmissions = (all: Submission[]): Submission[] =>
  all.filter((one) => one.state === 'submitted').sort((a, b) => submittedAt(a).localeCompare(submittedAt(b)))

/** Hours to the deadline or since it. */
export function timeToDeadline(due: string | undefined, now: number): { late: boolean; hours: number } | undefined {
  if (!due) return undefined
  const left = Date.parse(due) - now
  return { late: left < 0, hours: Math.floor(Math.abs(left) / hour) }
}

/** Returns true while the submission is being published or undone. */
export const isInProgress = ({ state }: Submission): boolean => state === 'publishing' || state === 'undoing'
