/** A few metrics that stand for their pillars. */
export const headlineMetrics = [
  'patent.granted',
  'patent.invention.valid',
  'trademark.valid',
  'case.trademark.closed',
  'pledge.amount',
  'enterprise.visited',
]
