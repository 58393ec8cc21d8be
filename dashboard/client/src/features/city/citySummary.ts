import type { Figure, Light, Target } from '@/shared/api/types'

/** Counts targets by light; `none` is not known yet. */
export function countLights(targets: Target[]): Record<Light | 'none', number> {
  const lights = { green: 0, yellow: 0, red: 0, none: 0 }
  for (const { light } of targets) lights[light ?? 'none']++
  return lights
}

const maxListed = 3
const middle = 0.5

/** Best and worst ranks of a city, from the upper and the lower half of the ranking. */
export function bestAndWorst(figures: Figure[]): { best: Figure[]; worst: Figure[] } {
  const placed = figures
    .flatMap((figure) =>
      figure.rank !== undefined && figure.of && figure.of > 1
        ? [{ figure, share: (figure.rank - 1) / (figure.of - 1) }]
        : [],
    )
    .sort((a, b) => a.share - b.share)
  const of = (rows: typeof placed) => rows.slice(0, maxListed).map(({ figure }) => figure)
  return {
    best: of(placed.filter(({ share }) => share < middle)),
    worst: of(placed.filter(({ share }) => share >= middle).reverse()),
  }
}

export interface RankMove {
  metric: string
  rank: number
  previous: number
}

/** Rank changes between two states, largest first, and metrics without an earlier figure. */
export function rankMovesSince(then: Figure[], now: Figure[]): { up: RankMove[]; down: RankMove[]; fresh: string[] } {
  const before = new Map(then.map((figure) => [figure.metric, figure]))
  const moves = now
    .flatMap(({ metric, rank }) => {
      const previous = before.get(metric)?.rank
      return rank === undefined || previous === undefined || rank === previous ? [] : [{ metric, rank, previous }]
    })
    .sort((a, b) => Math.abs(b.previous - b.rank) - Math.abs(a.previous - a.rank))
  return {
    up: moves.filter(({ rank, previous }) => rank < previous),
    down: moves.filter(({ rank, previous }) => rank > previous),
    fresh: now.flatMap(({ metric }) => (before.has(metric) ? [] : [metric])),
  }
}
