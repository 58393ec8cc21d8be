import type { EventKey, ReportedEvent, SubmittedRow } from '@/shared/api/types'

/** Kind of correction: another value, a withdrawal, or the restoration of a withdrawn event. */
export type CorrectionKind = 'replace' | 'withdraw' | 'restore'

export const eventKey = ({ source, id }: EventKey) => `${source}\n${id}`

/** Returns the event of a family that a correction must target: the current one, or the withdrawal. */
export const currentEvent = (family: ReportedEvent[]): ReportedEvent | undefined =>
  family.find(
    (event) =>
      event.op !== 'withdraw' &&
      event.op !== 'final' &&
      (!event.state || event.state === 'beside' || event.state === 'held'),
  ) ?? family.findLast((event) => event.state === 'withdrawal')

/** Corrections that an event allows. */
export const correctionKinds = (event: ReportedEvent): CorrectionKind[] =>
  event.op === 'withdraw' ? ['restore'] : ['replace', 'withdraw']

/** Builds the row of a correction: same source, date, place and metric as the event. */
export function correctionRow(
  event: ReportedEvent,
  remedy: CorrectionKind,
  value: number | undefined,
  reason: string,
): SubmittedRow {
  const { source, id, city, unit, metric, date, campaign, basis, weight, qualifier } = event
  const same = {
    source,
    city,
    metric,
    date,
    note: reason,
    target: { source, id },
    ...(unit && { unit }),
    ...(campaign && { campaign }),
  }
  if (remedy !== 'replace' || value === undefined) return { ...same, op: 'withdraw' }
  return {
    ...same,
    op: 'replace',
    value,
    ...(basis && { basis }),
    ...(weight !== undefined && { weight }),
    ...(qualifier && { qualifier }),
  }
}

/** A new random id. Resending with the same id creates no second submission. */
export const newSubmissionId = (random = () => crypto.getRandomValues(new Uint32Array(3))): string =>
  `correct-${[...random()].map((part) => part.toString(36)).join('')}`
