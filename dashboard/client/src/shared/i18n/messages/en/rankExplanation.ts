export const rankExplanationMessages = {
  rankExplanation: {
    title: '{city}: reasons for its change of rank, and gaps',
    comparedWith: 'Compared with',
    previous: 'previous period',
    lastYear: 'same period last year',
    noBaseline: 'No ranking at the baseline to compare with',
    parts: 'Of which',
  },
}
