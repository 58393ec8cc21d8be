import { expect, test } from 'vitest'
import type { History } from '@/shared/api/types'
import { skipUnknownMoments, replayMoments } from './replayMoments'

const now = Date.parse('2026-05-04T03:20:00+08:00')
const history = (days: string[], ranks: (number | null)[]): History => ({
  position: 9,
  metric: 'm',
  period: '2026',
  points: days.map((day) => ({ day, position: 1 })),
  cities: [{ city: 'a', name: 'a', nameEn: 'a', ranks, values: ranks }],
})

test('starts at the first ranked day; today has hours', () => {
  expect(
    replayMoments(history(['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04'], [null, 1, 1, 1]), now),
  ).toEqual(['2026-05-02', '2026-05-03', '2026-05-04T01:00', '2026-05-04T02:00', '2026-05-04T03:00'])
})

test('a past period has days only', () => {
  expect(replayMoments(history(['2025-12-30', '2025-12-31'], [1, 1]), now)).toEqual(['2025-12-30', '2025-12-31'])
})

test('without earlier days the last two hours have minutes', () => {
  const minutes = replayMoments(history(['2026-05-03', '2026-05-04'], [null, 1]), now)
  expect([minutes.length, minutes[0], minutes.at(-1)]).toEqual([120, '2026-05-04T01:21', '2026-05-04T03:20'])
})

test('finds the first known moment with few requests', async () => {
  const asked: string[] = []
  const known = await skipUnknownMoments([...'abcdefgh'], (stop) =>
    Promise.resolve(asked.push(stop) > 0 && stop >= 'f'),
  )
  expect(known).toEqual(['f', 'g', 'h'])
  expect(asked.length).toBeLessThan(5)
  expect(await skipUnknownMoments(['a'], () => Promise.resolve(false))).toEqual([])
})
