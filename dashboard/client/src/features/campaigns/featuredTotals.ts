import type { CampaignFigure, Metric } from '@/shared/api/types'

// What a publicity week is about comes preferredMetrics; other metrics follow in the catalogue's order.
const preferredMetrics = [
  'activity.count',
  'participant.count',
  'material.distributed',
  'consult.onsite',
  'agreement.signed',
  'credit.granted',
]
const maxTotals = 6

/** The totals of a campaign that are told on a wall. */
export function featuredTotals(totals: readonly CampaignFigure[], metrics: readonly Metric[]): CampaignFigure[] {
  const order = [...preferredMetrics, ...metrics.map((metric) => metric.code)]
  const position = (code: string) => order.indexOf(code)
  return [...totals].sort((a, b) => position(a.metric) - position(b.metric)).slice(0, maxTotals)
}
