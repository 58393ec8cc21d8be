import type { TypedRow } from '@/shared/api/submissionApi'
import type { EventKey, ReportedEvent } from '@/shared/api/types'

/** What is done about an event: another value stands in its place, it is voided, or a withdrawal of it is taken back. */
export type CorrectionKind = 'replace' | 'withdraw' | 'restore'

export const eventKey = ({ source, id }: EventKey) => `${source}\n${id}`

/** The one of a family that a correction is to name: what stands now. Of a family that was withdrawn, the withdrawal. */
export const currentEvent = (family: ReportedEvent[]): ReportedEvent | undefined =>
  family.find(
    (event) =>
      event.op !== 'withdraw' &&
      event.op !== 'final' &&
      (!event.state || event.state === 'beside' || event.state === 'held'),
  ) ?? family.findLast((event) => event.state === 'withdrawal')

/** What may be done about it. */
export const correctionKinds = (event: ReportedEvent): CorrectionKind[] =>
  event.op === 'withdraw' ? ['restore'] : ['replace', 'withdraw']

/** The row that does it: in the name of the source that reported, on the same day, of the same place and metric. */
export function correctionRow(
  event: ReportedEvent,
  remedy: CorrectionKind,
  value: number | undefined,
  reason: string,
): TypedRow {
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

/** An id that nobody has used: sent again after a lost answer, it is the same submission. */
export const newSubmissionId = (random = () => crypto.getRandomValues(new Uint32Array(3))): string =>
  `correct-${[...random()].map((part) => part.toString(36)).join('')}`
