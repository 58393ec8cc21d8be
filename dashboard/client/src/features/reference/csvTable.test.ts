import { expect, test } from 'vitest'
import { matchingRows, parseTable, formatTable } from './csvTable'

const text = 'city,metric,note\n370300,pledge.amount,"质押，含""余额"""\n*,court.closed.rate,\n'

test('a table keeps its text', () => {
  expect(formatTable(parseTable(text))).toBe(text)
})

test('every row has one cell for each column', () => {
  expect(parseTable('a,b\n1\n1,2,3\n').rows).toEqual([
    ['1', ''],
    ['1', '2'],
  ])
})

test('rows match by any cell', () => {
  expect(matchingRows(parseTable(text), 'PLEDGE')).toEqual([0])
  expect(matchingRows(parseTable(text), ' ')).toEqual([0, 1])
})
