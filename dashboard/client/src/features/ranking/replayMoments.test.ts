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

test('days before anything was ranked are left out, and today goes by the hour', () => {
  expect(
    replayMoments(history(['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04'], [null, 1, 1, 1]), now),
  ).toEqual(['2026-05-02', '2026-05-03', '2026-05-04T01:00', '2026-05-04T02:00', '2026-05-04T03:00'])
})

test('a period that is over has its days and no today', () => {
  expect(replayMoments(history(['2025-12-30', '2025-12-31'], [1, 1]), now)).toEqual(['2025-12-30', '2025-12-31'])
})

test('where nothing was known before today its last two hours go by the minute', () => {
  const minutes = replayMoments(history(['2026-05-03', '2026-05-04'], [null, 1]), now)
  expect([minutes.length, minutes[0], minutes.at(-1)]).toEqual([120, '2026-05-04T01:21', '2026-05-04T03:20'])
})

test('what was not known yet is found in a few questions', async () => {
  const asked: string[] = []
  const known = await skipUnknownMoments([...'abcdefgh'], (stop) =>
    Promise.resolve(asked.push(stop) > 0 && stop >= 'f'),
  )
  expect(known).toEqual(['f', 'g', 'h'])
  expect(asked.length).toBeLessThan(5)
  expect(await skipUnknownMoments(['a'], () => Promise.resolve(false))).toEqual([])
})
