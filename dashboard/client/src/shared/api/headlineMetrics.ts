/** Metrics that represent their pillars on overview pages. */
export const headlineMetrics = [
  'patent.granted',
  'patent.invention.valid',
  'trademark.valid',
  'case.trademark.closed',
  'pledge.amount',
  'enterprise.visited',
]
