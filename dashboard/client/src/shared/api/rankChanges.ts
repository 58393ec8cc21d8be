/** Returns true if at least half of the cities have an earlier rank: with fewer, a change of rank says nothing. */
export const hasRankChanges = (rows: { previousRank?: number | undefined }[]): boolean =>
  rows.length > 0 && 2 * rows.filter((row) => row.previousRank).length >= rows.length
