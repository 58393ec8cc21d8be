import { expect, test } from 'vitest'
import { asOfLabel, parseAsOf } from './asOf'

const t = (key: string, values?: Record<string, unknown>) => `${key} ${JSON.stringify(values)}`

test('a day means its end in China', () => {
  expect(parseAsOf('2026-05-03')).toBe(Date.parse('2026-05-03T16:00:00Z'))
  expect(asOfLabel('2026-05-03', t, 'zh-CN')).toBe('2026年5月3日 24:00')
  expect(asOfLabel('2026-05-03', t, 'en')).toBe('3 May 2026 24:00')
})

test('a time is in China unless it has an offset', () => {
  expect(parseAsOf('2026-05-04T09:30')).toBe(Date.parse('2026-05-04T01:30:00Z'))
  expect(parseAsOf('2026-05-04T09:30:00Z')).toBe(Date.parse('2026-05-04T09:30:00Z'))
  expect(asOfLabel('2026-05-04T09:30', t, 'zh-CN')).toBe('2026年5月4日 09:30')
})

test('a position and an invalid value have no time', () => {
  expect([parseAsOf('1024'), parseAsOf('2026-13-45'), parseAsOf('yesterday')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(asOfLabel('1024', t, 'zh-CN')).toContain('1024')
})
