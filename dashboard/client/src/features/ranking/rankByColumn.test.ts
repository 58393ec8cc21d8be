import { describe, expect, it } from 'vitest'
import type { Ranking, RankingRow } from '@/shared/api/types'
import { columnsOf, rankByColumn } from './rankByColumn'

const row = (city: string, rank: number, value: number, more: Partial<RankingRow> = {}): RankingRow => ({
  city,
  rank,
  value,
  name: city,
  nameEn: city,
  gap: { value: 1, cities: ['x'] },
  previousRank: 1,
  ...more,
})
const ranking: Ranking = {
  position: 1,
  baseline: 'previous',
  metric: 'm',
  period: '2024-08',
  order: 'value',
  noFigure: [],
  notReported: [],
  rows: [
    row('a', 1, 90, { yoy: { base: 80, percent: 12.5 }, ytd: 100 }),
    row('b', 2, 80, { yoy: { base: 40, percent: 100 }, ytd: 300 }),
    row('c', 3, 70, { yoy: { base: 35, percent: 100 }, ytd: 200 }),
    row('d', 4, 50, { yoy: { base: 0 } }),
  ],
}
const places = ({ rows }: Ranking) => rows.map(({ city, rank, tie }) => [city, rank, tie ?? false])

describe('a ranking by a column', () => {
  it('is a competition ranking with ties in code order', () =>
    expect(places(rankByColumn(ranking, 'yoy', 'higher'))).toEqual([
      ['b', 1, true],
      ['c', 1, true],
      ['a', 3, false],
    ]))
  it('follows the direction of the metric', () =>
    expect(places(rankByColumn(ranking, 'ytd', 'lower')).map(([city]) => city)).toEqual(['a', 'c', 'b']))
  it('lists cities without the column as without a figure', () =>
    expect(rankByColumn(ranking, 'ytd', 'higher').noFigure).toEqual([{ city: 'd', name: 'd', nameEn: 'd' }]))
  it('has no changes and distances of the value', () => {
    const [first] = rankByColumn(ranking, 'ytd', 'higher').rows
    expect([first?.gap, first?.previousRank]).toEqual([undefined, undefined])
  })
  it('by value is the ranking itself', () => expect(rankByColumn(ranking, 'value', 'higher')).toBe(ranking))
})

it('a ranking has the columns that any row has', () => expect(columnsOf(ranking)).toEqual(['value', 'yoy', 'ytd']))
