import { expect, it } from 'vitest'
import type { Figure, Target } from '@/shared/api/types'
import { bestAndWorst, rankMovesSince, countLights } from './citySummary'

const at = (metric: string, rank?: number, of = 16): Figure => ({
  metric,
  value: 1,
  ...(rank !== undefined && { rank, of }),
})
const target = (light?: 'green' | 'yellow' | 'red'): Target => ({
  period: '2026',
  goal: 'reach',
  ...(light && { light }),
})

it('counts targets without a light separately', () => {
  expect(countLights([target('green'), target('red'), target(), target('red')])).toEqual({
    green: 1,
    yellow: 0,
    red: 2,
    none: 1,
  })
})
it('best and worst ranks do not overlap', () => {
  const { best, worst } = bestAndWorst([at('a', 3), at('b', 16), at('c', 1), at('d'), at('e', 9), at('f', 1, 1)])
  expect(best.map(({ metric }) => metric)).toEqual(['c', 'a'])
  expect(worst.map(({ metric }) => metric)).toEqual(['b', 'e'])
})
it('a rank is relative to the number of ranked cities', () => {
  expect(bestAndWorst([at('last of two', 2, 2), at('fourteenth', 14)]).worst.map(({ metric }) => metric)).toEqual([
    'last of two',
    'fourteenth',
  ])
})
it('rank moves are sorted by size and exclude new metrics', () => {
  const { up, down, fresh } = rankMovesSince(
    [at('a', 5), at('b', 9), at('c', 2), at('d', 1)],
    [at('a', 4), at('b', 3), at('c', 6), at('d', 1), at('e', 1)],
  )
  expect(up).toEqual([
    { metric: 'b', rank: 3, previous: 9 },
    { metric: 'a', rank: 4, previous: 5 },
  ])
  expect(down).toEqual([{ metric: 'c', rank: 6, previous: 2 }])
  expect(fresh).toEqual(['e'])
})
