import { expect, it } from 'vitest'
import { maxScreenDelay, retryDelay } from './retryDelay'

it('doubles up to the maximum', () => {
  const longest = [0, 1, 2, 3, 4, 5, 1000].map((attempt) => retryDelay(attempt, undefined, () => 1))
  expect(longest).toEqual([400, 800, 1600, 3200, 5000, 5000, 5000])
})

it('is random in the upper half', () => {
  expect(retryDelay(4, undefined, () => 0)).toBe(2500)
  expect(retryDelay(4, undefined, () => 0.5)).toBe(3750)
})

it('is shorter for a screen', () => {
  const longest = [0, 1, 2, 3, 4].map((attempt) => retryDelay(attempt, maxScreenDelay, () => 1))
  expect(longest).toEqual([400, 800, 1600, 2000, 2000])
})

it('is bounded for any attempt', () => {
  expect(retryDelay(1e6)).toBeLessThanOrEqual(5000)
})
