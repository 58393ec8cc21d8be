import { describe, expect, it } from 'vitest'
import { daysOfWeek, isFuturePeriod, periodKind, periodLabel, periodOfKind, shiftPeriod, stepLabel } from './period'

const today = '2026-11-21'

it('detects the kind of a period', () => {
  const periods = [
    '2024',
    '2024Q1',
    '2024-04',
    '2024-W17',
    '2024W17',
    '2024-04-20',
    '2024-04-20..2024-04-26',
    '2024-ytd@09-30',
    'publicity-week-2025',
  ]
  expect(periods.map(periodKind)).toEqual(['year', 'quarter', 'month', 'week', 'week', 'day', 'range', 'ytd', 'other'])
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
    ['2026-W48', 1, '2026-W49'],
    ['2026W48', -1, '2026-W47'],
    ['2026-W53', 1, '2027-W01'],
    ['2025-W01', -1, '2024-W52'],
    ['2021-W01', -1, '2020-W53'],
    ['2024-W52', 1, '2025-W01'],
    ['1985', -1, undefined],
    ['1985-W01', -1, undefined],
    ['1985-01-01', -1, undefined],
    ['2100-12', 1, undefined],
    ['2100-W52', 1, undefined],
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
    ['2024-ytd@09-30', 'month', '2024-09'],
    ['2026', 'week', '2026-W47'],
    ['2026-11', 'week', '2026-W47'],
    ['2020', 'week', '2020-W53'],
    ['2024', 'week', '2025-W01'],
    ['2026Q2', 'week', '2026-W27'],
    ['2024-04', 'week', '2024-W18'],
    ['2026-11-22', 'week', '2026-W47'],
    ['2026W46', 'week', '2026-W46'],
    ['2026-W47', 'month', '2026-11'],
    ['2026-W46', 'quarter', '2026Q4'],
    ['2020-W53', 'year', '2020'],
    ['2025-W01', 'month', '2025-01'],
    ['publicity-week-2025', 'week', '2026-W47'],
  ] as const)('%s to %s', (period, kind, next) => expect(periodOfKind(period, kind, today)).toBe(next))
})

it('detects future periods', () => {
  expect(
    ['2026', '2027', '2026Q4', '2027Q1', '2026-12', '2026-11', '2026-W47', '2026-W48', 'x'].map((period) =>
      isFuturePeriod(period, today),
    ),
  ).toEqual([false, true, false, true, true, false, false, true, false])
})

it('formats periods in both languages', () => {
  expect(
    ['2024', '2024Q3', '2024-04', '2024-04-20', '2024-ytd@09-30'].map((period) => periodLabel(period, 'zh-CN')),
  ).toEqual(['2024年', '2024年三季度', '2024年4月', '2024年4月20日', '2024年截至9月30日'])
  expect(
    ['2024Q3', '2024-04', '2024-04-20..2024-04-26', '2024-ytd@09-30'].map((period) => periodLabel(period, 'en')),
  ).toEqual(['Q3 2024', 'April 2024', '20 Apr 2024 – 26 Apr 2024', '2024 to 30 Sep'])
  expect(['2026-W48', '2026W48', '2026-W03'].map((period) => periodLabel(period, 'zh-CN'))).toEqual([
    '2026年第48周',
    '2026年第48周',
    '2026年第3周',
  ])
  expect(periodLabel('2026-W48', 'en')).toBe('Week 48, 2026')
  expect([stepLabel('2026-W48', 'zh-CN'), stepLabel('2026-W03', 'en')]).toEqual(['第48周', 'W3'])
  expect(periodLabel('week', 'en', () => 'Publicity Week')).toBe('Publicity Week')
  expect([stepLabel('2024-07', 'zh-CN'), stepLabel('2024-07', 'en'), stepLabel('2024-07-09', 'zh-CN')]).toEqual([
    '7月',
    'Jul',
    '7-09',
  ])
})

it('gives the days of a week', () => {
  expect(['2026-W48', '2020-W53', '2025W01', '2026-11'].map(daysOfWeek)).toEqual([
    '2026-11-23..2026-11-29',
    '2020-12-28..2021-01-03',
    '2024-12-30..2025-01-05',
    undefined,
  ])
})
