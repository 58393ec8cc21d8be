import type { Figure, Metric, Target } from '@/shared/api/types'

/** What a pillar's table shows of one metric. */
export interface MetricRow {
  metric: Metric
  figure: Figure | undefined
  /** The figure of the compared city. */
  other: Figure | undefined
  target: Target | undefined
  isOpen: boolean
  /** The gap to the place above or the lead over the place below, as text. */
  reach: string | undefined
  /** The difference to the compared city, as text. */
  by: string | undefined
  /** Places ahead of the compared city, negative when behind. */
  places: number | undefined
  /** Last day with data. */
  lastDay: string | undefined
  /** The month's report is missing. */
  missed: boolean
}
