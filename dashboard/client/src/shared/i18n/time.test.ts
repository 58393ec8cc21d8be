import { expect, it } from 'vitest'
import { campaignStage, chinaDate, formatClock, formatMoment } from './time'

it('formats the time in China', () => {
  expect(formatClock('2026-11-21T16:30:05Z')).toBe('00:30:05')
  expect(chinaDate('2026-11-21T16:30:05Z')).toBe('2026-11-22')
})

it('adds the date if it is not today', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  expect(formatMoment('2026-11-21T08:44:41Z', now)).toBe('16:44:41')
  expect(formatMoment('2026-11-20T08:44:41Z', now)).toBe('2026-11-20 16:44:41')
})

it('a campaign opens and closes at midnight in China', () => {
  const at = (time: string) => campaignStage('2027-04-20', '2027-04-26', Date.parse(time))
  expect(at('2027-04-18T22:59:59+08:00')).toEqual({ state: 'ahead', days: 1, rest: '01:00:01' })
  expect(at('2027-04-20T00:00:00+08:00')).toMatchObject({ state: 'running', days: 1 })
  expect(at('2027-04-26T23:59:59+08:00')).toMatchObject({ state: 'running', days: 7 })
  expect(at('2027-04-27T00:00:00+08:00')).toMatchObject({ state: 'closed', days: 7 })
})
