import type { CampaignFigure, Metric } from '@/shared/api/types'

// Preferred metrics of a publicity week. Others follow in catalogue order.
const preferredMetrics = [
  'activity.count',
  'participant.count',
  'material.distributed',
  'consult.onsite',
  'agreement.signed',
  'credit.granted',
]
const maxTotals = 6

/** Totals of a campaign shown on screens. */
export function featuredTotals(totals: readonly CampaignFigure[], metrics: readonly Metric[]): CampaignFigure[] {
  const order = [...preferredMetrics, ...metrics.map((metric) => metric.code)]
  const position = (code: string) => order.indexOf(code)
  return [...totals].sort((a, b) => position(a.metric) - position(b.metric)).slice(0, maxTotals)
}
