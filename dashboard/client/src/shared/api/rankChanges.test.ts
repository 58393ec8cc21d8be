import { expect, it } from 'vitest'
import { hasRankChanges } from './rankChanges'

const rows = (ranked: number, all: number) =>
  Array.from({ length: all }, (_, i) => (i < ranked ? { previousRank: 1 } : {}))

it('ranks are compared if at least half of the cities were ranked before', () => {
  expect(hasRankChanges(rows(1, 1))).toBe(true)
  expect(hasRankChanges(rows(2, 4))).toBe(true)
  expect(hasRankChanges(rows(1, 3))).toBe(false)
  expect(hasRankChanges(rows(1, 16))).toBe(false)
  expect(hasRankChanges([])).toBe(false)
})
