import { expect, it } from 'vitest'
import { retryDelay } from './retryDelay'

it('doubles up to the maximum', () => {
  const longest = [0, 1, 2, 3, 4, 5, 1000].map((attempt) => retryDelay(attempt, () => 1))
  expect(longest).toEqual([400, 800, 1600, 3200, 5000, 5000, 5000])
})

it('is random in the upper half', () => {
  expect(retryDelay(4, () => 0)).toBe(2500)
  expect(retryDelay(4, () => 0.5)).toBe(3750)
})

it('is bounded for any attempt', () => {
  expect(retryDelay(1e6)).toBeLessThanOrEqual(5000)
})
