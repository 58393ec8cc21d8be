import { expect, test } from 'vitest'
import type { Ranking } from '@/shared/api/types'
import { rankWithinGroup } from './rankWithinGroup'

const row = (city: string, rank: number, value: number) => ({
  city,
  rank,
  value,
  name: city,
  nameEn: city,
  gap: { value: 1, cities: ['x'] },
})
const ranking: Ranking = {
  position: 1,
  baseline: 'previous',
  order: 'value',
  metric: 'm',
  period: '2024',
  noFigure: [],
  notReported: [
    { city: 'n', name: 'n', nameEn: 'n' },
    { city: 'o', name: 'o', nameEn: 'o' },
  ],
  rows: [row('a', 1, 90.1), row('b', 2, 80), row('c', 2, 80), row('d', 4, 50.3), row('e', 5, 10)],
}

test('ranks a group with ties and keeps the overall rank', () => {
  const { rows } = rankWithinGroup(ranking, ['b', 'c', 'd', 'n'])
  expect(rows.map((one) => [one.city, one.rank, one.tie, one.province])).toEqual([
    ['b', 1, true, 2],
    ['c', 1, true, 2],
    ['d', 3, false, 4],
  ])
})

test('gaps are within the group', () => {
  const { rows } = rankWithinGroup(ranking, ['a', 'd', 'e'])
  expect(rows.map((one) => [one.gap, one.lead])).toEqual([
    [undefined, { value: 39.8, cities: ['d'] }],
    [
      { value: 39.8, cities: ['a'] },
      { value: 40.3, cities: ['e'] },
    ],
    [{ value: 40.3, cities: ['d'] }, undefined],
  ])
})

test('unreported cities are those of the group', () => {
  expect(rankWithinGroup(ranking, ['a', 'o']).notReported.map((one) => one.city)).toEqual(['o'])
})
