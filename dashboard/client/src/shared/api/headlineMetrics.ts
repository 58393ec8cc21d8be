/** A few metrics that stand for their pillars. */
export const headlines = [
  'patent.granted',
  'patent.invention.valid',
  'trademark.valid',
  'case.trademark.closed',
  'pledge.amount',
  'enterprise.visited',
]
