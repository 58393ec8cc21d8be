import type { CampaignFigure, Metric } from '@/shared/api/types'

// What a publicity week is about comes first; other metrics follow in the catalogue's order.
const first = [
  'activity.count',
  'participant.count',
  'material.distributed',
  'consult.onsite',
  'agreement.signed',
  'credit.granted',
]
const most = 6

/** The totals of a campaign that are told on a wall. */
export function featuredTotals(totals: readonly CampaignFigure[], metrics: readonly Metric[]): CampaignFigure[] {
  const order = [...first, ...metrics.map((metric) => metric.code)]
  const place = (code: string) => order.indexOf(code)
  return [...totals].sort((a, b) => place(a.metric) - place(b.metric)).slice(0, most)
}
