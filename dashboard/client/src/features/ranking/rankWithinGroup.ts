import type { Distance, Ranking, RankingRow } from '@/shared/api/types'

/** A row of a group: `rank` within the group, `province` among all cities. */
export interface GroupRankingRow extends RankingRow {
  province?: number
}

export interface GroupRanking extends Ranking {
  rows: GroupRankingRow[]
}

/**
 * Ranks some cities among themselves, by their ranks among all, which use exact values. Change and year-on-year
 * comparison stay those of the province.
 */
export function rankWithinGroup(ranking: Ranking, cities: readonly string[]): GroupRanking {
  const isOf = ({ city }: { city: string }) => cities.includes(city)
  const of = ranking.rows.filter(isOf)
  const next = (row: RankingRow, step: -1 | 1): Distance | undefined => {
    const places = of.map((one) => one.rank).filter((rank) => (rank - row.rank) * step > 0)
    const level = of.filter((one) => one.rank === (step < 0 ? Math.max(...places) : Math.min(...places)))
    return (
      level[0] && {
        value: Number(Math.abs(level[0].value - row.value).toFixed(10)),
        cities: level.map((one) => one.city),
      }
    )
  }
  return {
    ...ranking,
    rows: of.map((row) => {
      const [gap, lead] = [next(row, -1), next(row, 1)]
      const shown: GroupRankingRow = {
        ...row,
        province: row.rank,
        rank: 1 + of.filter((one) => one.rank < row.rank).length,
        tie: of.filter((one) => one.rank === row.rank).length > 1,
      }
      delete shown.gap
      delete shown.lead
      return Object.assign(shown, gap && { gap }, lead && { lead })
    }),
    notReported: ranking.notReported.filter(isOf),
    noFigure: ranking.noFigure.filter(isOf),
  }
}
