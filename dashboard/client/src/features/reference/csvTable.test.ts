import { expect, test } from 'vitest'
import { matchingRows, parseTable, formatTable } from './csvTable'

const text = 'city,metric,note\n370300,pledge.amount,"质押，含""余额"""\n*,court.closed.rate,\n'

test('a table is handed in as it was read', () => {
  expect(formatTable(parseTable(text))).toBe(text)
})

test('a row that is short or long has a cell a column', () => {
  expect(parseTable('a,b\n1\n1,2,3\n').rows).toEqual([
    ['1', ''],
    ['1', '2'],
  ])
})

test('rows are found by any of their cells', () => {
  expect(matchingRows(parseTable(text), 'PLEDGE')).toEqual([0])
  expect(matchingRows(parseTable(text), ' ')).toEqual([0, 1])
})
