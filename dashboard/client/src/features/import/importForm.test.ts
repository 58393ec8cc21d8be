import { expect, it } from 'vitest'
import { splitMessage, previousMonths, defaultPeriod, previousWeeks, previousYears } from './importForm'

it('offers completed months, weeks and years', () => {
  expect(previousMonths('2026-02-10', 3)).toEqual(['2026-01', '2025-12', '2025-11'])
  expect(previousWeeks('2026-01-12', 3)).toEqual(['2026-W02', '2026-W01', '2025-W52'])
  expect(previousWeeks('2026-01-11', 1)).toEqual(['2026-W01'])
  expect(previousYears('2026-02-10', 2)).toEqual(['2025', '2024'])
  expect([
    defaultPeriod('events', '2026-01-31'),
    defaultPeriod('series', '2026-01-31'),
    defaultPeriod('history', '2026-01-31'),
  ]).toEqual([undefined, '2025-12', '2025'])
})

it('a message is split at the colon', () => {
  expect(splitMessage('没有名为“张殿区”的填报单位：是否为“张店区”？请填：全称。')).toEqual([
    '没有名为“张殿区”的填报单位',
    '是否为“张店区”？请填：全称。',
  ])
  expect(splitMessage('“a: b” is no number: enter digits, like this: 1.')).toEqual([
    '“a: b” is no number',
    'enter digits, like this: 1.',
  ])
  expect(splitMessage('“一：二”不是数：请填数字。')).toEqual(['“一：二”不是数', '请填数字。'])
  expect(splitMessage('完')).toEqual(['完', ''])
})
