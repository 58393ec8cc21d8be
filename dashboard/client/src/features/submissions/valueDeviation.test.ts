import { expect, it } from 'vitest'
import { valueDeviation } from './valueDeviation'

it('compares a value with the recorded value and marks suspicious ones', () => {
  expect(valueDeviation(5, undefined)).toEqual({ kind: 'none', suspicious: false })
  expect(valueDeviation(5, 5)).toEqual({ kind: 'same', suspicious: false })
  expect(valueDeviation(125, 100)).toEqual({ kind: 'more', percent: 25, suspicious: false })
  expect(valueDeviation(75, 100)).toEqual({ kind: 'less', percent: 25, suspicious: false })
  expect(valueDeviation(5, 0)).toEqual({ kind: 'more', suspicious: false })
  expect([299, 300, 34, 33].map((value) => valueDeviation(value, 100).suspicious)).toEqual([false, true, false, true])
  expect(valueDeviation(0, 7)).toEqual({ kind: 'less', percent: 100, suspicious: true })
})
