import { describe, expect, it } from 'vitest'
import { isFuturePeriod, periodKind, periodLabel, shiftPeriod, stepLabel, periodOfKind } from './period'

const today = '2026-11-21'

it('detects the kind of a period', () => {
  const periods = [
    '2024',
    '2024Q1',
    '2024-04',
    '2024-04-20',
    '2024-04-20..2024-04-26',
    '2024-ytd@09-30',
    'publicity-week-2025',
  ]
  expect(periods.map(periodKind)).toEqual(['year', 'quarter', 'month', 'day', 'range', 'ytd', 'other'])
})

describe('shifting a period', () => {
  it.each([
    ['2024', -1, '2023'],
    ['2024Q1', -1, '2023Q4'],
    ['2024Q4', 1, '2025Q1'],
    ['2024-01', -1, '2023-12'],
    ['2024-12', 1, '2025-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-12-31', 1, '2024-01-01'],
    ['2024-ytd@09-30', 1, undefined],
    ['publicity-week-2025', 1, undefined],
  ])('%s by %d', (period, by, next) => expect(shiftPeriod(period, by)).toBe(next))
})

describe('converting between kinds', () => {
  it.each([
    ['2026', 'month', '2026-11'],
    ['2024', 'month', '2024-12'],
    ['2024', 'quarter', '2024Q4'],
    ['2026Q4', 'month', '2026-11'],
    ['2026Q2', 'month', '2026-06'],
    ['2024-04', 'quarter', '2024Q2'],
    ['2024-04', 'year', '2024'],
    ['2024-04-20..2024-05-02', 'month', '2024-05'],
    ['publicity-week-2025', 'year', '2026'],
  ] as const)('%s to %s', (period, kind, next) => expect(periodOfKind(period, kind, today)).toBe(next))
})

it('detects future periods', () => {
  expect(
    ['2026', '2027', '2026Q4', '2027Q1', '2026-12', '2026-11', 'x'].map((period) => isFuturePeriod(period, today)),
  ).toEqual([false, true, false, true, true, false, false])
})

it('formats periods in both languages', () => {
  expect(
    ['2024', '2024Q3', '2024-04', '2024-04-20', '2024-ytd@09-30'].map((period) => periodLabel(period, 'zh-CN')),
  ).toEqual(['2024年', '2024年三季度', '2024年4月', '2024年4月20日', '2024年截至9月30日'])
  expect(
    ['2024Q3', '2024-04', '2024-04-20..2024-04-26', '2024-ytd@09-30'].map((period) => periodLabel(period, 'en')),
  ).toEqual(['Q3 2024', 'April 2024', '20 Apr 2024 – 26 Apr 2024', '2024 to 30 Sep'])
  expect(periodLabel('week', 'en', () => 'Publicity Week')).toBe('Publicity Week')
  expect([stepLabel('2024-07', 'zh-CN'), stepLabel('2024-07', 'en'), stepLabel('2024-07-09', 'zh-CN')]).toEqual([
    '7月',
    'Jul',
    '7-09',
  ])
})
