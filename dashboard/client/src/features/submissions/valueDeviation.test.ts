import { expect, it } from 'vitest'
import { valueDeviation } from './valueDeviation'

it('tells how far a value is from what is on record, and what is too far', () => {
  expect(valueDeviation(5, undefined)).toEqual({ kind: 'none', far: false })
  expect(valueDeviation(5, 5)).toEqual({ kind: 'same', far: false })
  expect(valueDeviation(125, 100)).toEqual({ kind: 'more', percent: 25, far: false })
  expect(valueDeviation(75, 100)).toEqual({ kind: 'less', percent: 25, far: false })
  expect(valueDeviation(5, 0)).toEqual({ kind: 'more', far: false })
  expect([299, 300, 34, 33].map((value) => valueDeviation(value, 100).far)).toEqual([false, true, false, true])
  expect(valueDeviation(0, 7)).toEqual({ kind: 'less', percent: 100, far: true })
})
