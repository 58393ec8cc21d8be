import { expect, it } from 'vitest'
import { formatElapsed, isOnline } from './screenStatus'

const at = new Date(0).toISOString()
const status = { seenAt: at, build: 'b', isLive: true, width: 1, height: 1 }
const say = (key: string, values: Record<string, unknown> = {}) =>
  `${key.split('.')[1]}(${Object.values(values).join()})`

it('is offline after two missed reports', () => {
  expect([0, 24_999, 25_000].map((now) => isOnline(status, now))).toEqual([true, true, false])
  expect(isOnline(undefined, 0)).toBe(false)
})

it('formats elapsed time in one unit, never negative', () => {
  expect(
    [-5, 12, 59, 60, 3599, 3600, 172_799, 172_800].map((seconds) => formatElapsed(at, seconds * 1000, say)),
  ).toEqual([
    'ago(seconds(0))',
    'ago(seconds(12))',
    'ago(seconds(59))',
    'ago(minutes(1))',
    'ago(minutes(59))',
    'ago(hours(1))',
    'ago(hours(47))',
    'ago(days(2))',
  ])
})
