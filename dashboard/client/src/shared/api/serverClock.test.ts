import { beforeEach, expect, it, vi } from 'vitest'

let clock: typeof import('./serverClock')
const noon = Date.parse('2026-11-21T12:00:00Z')
const iso = (time: number) => new Date(time).toISOString()

beforeEach(async () => {
  vi.useFakeTimers({ now: noon })
  vi.resetModules()
  clock = await import('./serverClock')
})

it('uses the measurement with the least delay', () => {
  clock.recordServerTime(iso(noon + 3_600_000 - 400))
  clock.recordServerTime(iso(noon + 3_600_000 - 50))
  clock.recordServerTime(iso(noon + 3_600_000 - 900))
  expect(clock.serverNow()).toBe(noon + 3_600_000 - 50)
})
it('follows a drifting clock', () => {
  clock.recordServerTime(iso(noon))
  const day = noon + 86_400_000
  vi.setSystemTime(day)
  clock.recordServerTime(iso(day - 60_000))
  expect(clock.serverNow()).toBe(day)
  clock.recordServerTime(iso(day - 8000))
  expect(clock.serverNow()).toBe(day - 8000)
})
it('accepts the first message after a reset', () => {
  clock.recordServerTime(iso(noon))
  clock.recordServerTime(iso(noon - 10_000))
  expect(clock.serverNow()).toBe(noon)
  clock.resetServerClock()
  clock.recordServerTime(iso(noon - 10_000))
  expect(clock.serverNow()).toBe(noon - 10_000)
})
