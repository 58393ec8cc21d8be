import type { Comparison, Metric, Ranking, RankingRow } from '@/shared/api/types'

/** Column of a ranking that can order it, as the server's `order` names it. */
export type RankingColumn = Ranking['order']

/** Columns beyond value and year-on-year change, in the order of the published tables. */
const furtherColumns: readonly RankingColumn[] = ['ytd', 'ytdYoy', 'yearEnd']

const changeOf = (comparison: Comparison | undefined) => comparison?.points ?? comparison?.percent

/** Change that a column shows; undefined for a column of values. */
export function columnChange(row: RankingRow, column: RankingColumn): Comparison | undefined {
  return column === 'value' || column === 'ytd' ? undefined : row[column]
}

/** Number by which a column orders a row; undefined if the row has none. */
export function columnValue(row: RankingRow, column: RankingColumn): number | undefined {
  if (column === 'value') return row.value
  return column === 'ytd' ? row.ytd : changeOf(row[column])
}

/** Columns that a ranking has. */
export function columnsOf(ranking: Ranking): RankingColumn[] {
  const has = (column: RankingColumn) => ranking.rows.some((row) => columnValue(row, column) !== undefined)
  return ['value', 'yoy', ...furtherColumns.filter(has)]
}

/**
 * Ranks the cities by a column as the server does (1 2 2 4). Changes of rank and distances, which are those of the value,
 * are left out; cities without the column are listed as without a figure.
 */
export function rankByColumn(ranking: Ranking, column: RankingColumn, better: Metric['better']): Ranking {
  if (column === ranking.order) return ranking
  const keyOf = (row: RankingRow) => columnValue(row, column)
  const sign = better === 'lower' ? 1 : -1
  const ranked = ranking.rows
    .flatMap((row) => {
      const key = keyOf(row)
      return key === undefined ? [] : [{ row, key }]
    })
    .sort((a, b) => sign * (a.key - b.key) || a.row.city.localeCompare(b.row.city, 'en'))
  return {
    ...ranking,
    order: column,
    rows: ranked.map(({ row, key }) => {
      const shown: RankingRow = { ...row, rank: 1 + ranked.filter((one) => sign * (one.key - key) < 0).length }
      delete shown.previousRank
      delete shown.gap
      delete shown.lead
      delete shown.tie
      return ranked.filter((one) => one.key === key).length > 1 ? { ...shown, tie: true } : shown
    }),
    noFigure: [
      ...ranking.noFigure,
      ...ranking.rows
        .filter((row) => keyOf(row) === undefined)
        .map(({ city, name, nameEn }) => ({ city, name, nameEn })),
    ],
  }
}
