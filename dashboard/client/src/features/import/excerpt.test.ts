import { expect, it } from 'vitest'
import type { ImportedSheet } from '@/shared/api/types'
import { columnLetters, findNeighbours, parseAddress } from './excerpt'

const sheet = (name: string, headerRow: number): ImportedSheet => ({
  name,
  headerRow,
  columns: [],
  hiddenRows: 0,
  skippedRows: [],
  filledCells: 0,
})
const row = (number: number, cells: string[] = [`r${number}`], name = '填报') => ({ sheet: name, row: number, cells })

it('converts between column letters and numbers', () => {
  expect([0, 25, 26, 51, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AZ', 'ZZ', 'AAA'])
  expect(parseAddress('AB12')).toEqual({ row: 12, column: 27 })
  expect(parseAddress('$D$2:E3')).toEqual({ row: 2, column: 3 })
  expect(parseAddress('第 3 行')).toBeUndefined()
})

it('shows a cell with the header rows and two rows on either side', () => {
  const excerpt = [
    ...[1, 2, 3].map((n) => row(n)),
    ...[7, 8, 9, 10, 11].map((n) => row(n)),
    row(12),
    row(9, ['other'], '附表'),
  ]
  const grid = findNeighbours({ sheet: '填报', cell: 'C9' }, excerpt, [sheet('附表', 9), sheet('填报', 3)])
  expect(grid?.rows.map(({ number, isHeader, afterGap }) => [number, isHeader, afterGap])).toEqual([
    [2, true, false],
    [3, true, false],
    [7, false, true],
    [8, false, false],
    [9, false, false],
    [10, false, false],
    [11, false, false],
  ])
  expect(grid).toMatchObject({ row: 9, column: 2, letters: ['A', 'B', 'C'] })
  // A row that ends before the cell has a blank there.
  expect(grid?.rows[4]?.cells).toEqual(['r9', '', ''])
})

it('has all columns of the widest row, and nothing without the row of the cell', () => {
  const excerpt = [row(1, ['市', '指标', '数值', '日期'], ''), row(2, ['淄博市'], '')]
  expect(findNeighbours({ sheet: '', cell: 'A2' }, excerpt, [])?.letters).toEqual(['A', 'B', 'C', 'D'])
  expect(findNeighbours({ sheet: '', cell: 'A3' }, excerpt, [])).toBeUndefined()
  expect(findNeighbours({ sheet: '填报', cell: 'A2' }, excerpt, [])).toBeUndefined()
})
