import type { Submission } from '@/shared/api/types'

const hour = 3_600_000

/** When it was handed in last; when it was begun while it never was. */
export const submittedAt = ({ steps }: Submission): string =>
  (steps.findLast((step) => step.state === 'submitted') ?? steps[0])?.at ?? ''

/** What waits for a reviewer, who waits longest first. */
export const pendingSubmissions = (all: Submission[]): Submission[] =>
  all.filter((one) => one.state === 'submitted').sort((a, b) => submittedAt(a).localeCompare(submittedAt(b)))

/** How many hours there are until the deadline, or since it. */
export function timeToDeadline(due: string | undefined, now: number): { late: boolean; hours: number } | undefined {
  if (!due) return undefined
  const left = Date.parse(due) - now
  return { late: left < 0, hours: Math.floor(Math.abs(left) / hour) }
}

/** Whether it goes on by itself just now. */
export const isInProgress = ({ state }: Submission): boolean => state === 'publishing' || state === 'undoing'
