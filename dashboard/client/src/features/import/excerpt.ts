import type { ExcerptRow, ImportedSheet } from '@/shared/api/types'

/** A cell of a file; the sheet is empty for CSV. */
export interface CellPlace {
  sheet: string
  cell: string
}

export interface GridRow {
  number: number
  cells: string[]
  isHeader: boolean
  /** True if rows between the row above and this one are left out. */
  afterGap: boolean
}

/** A cell with its neighbours: the header rows and the rows around it. */
export interface CellGrid {
  letters: string[]
  rows: GridRow[]
  row: number
  column: number
}

const rowsAround = 2
const headerRows = 2

/** Letters of a column, counted from 0: 0 is A, 26 is AA. */
export const columnLetters = (index: number): string =>
  (index < 26 ? '' : columnLetters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))

/** Row (from 1) and column (from 0) of an address like D2. */
export function parseAddress(cell: string): { row: number; column: number } | undefined {
  const [, letters, row] = /^\$?([A-Z]{1,3})\$?(\d+)/.exec(cell) ?? []
  if (!letters || !row) return undefined
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  return { row: Number(row), column }
}

/** Returns a cell with its neighbours; undefined if the excerpt does not have its row. */
export function findNeighbours(
  { sheet, cell }: CellPlace,
  excerpt: readonly ExcerptRow[],
  sheets: readonly ImportedSheet[],
): CellGrid | undefined {
  const address = parseAddress(cell)
  if (!address) return undefined
  const header = sheets.find((one) => one.name === sheet)?.headerRow ?? 0
  const isHeader = (row: number) => row <= header && row > header - headerRows
  const rows = excerpt
    .filter((one) => one.sheet === sheet && (isHeader(one.row) || Math.abs(one.row - address.row) <= rowsAround))
    .sort((a, b) => a.row - b.row)
  if (!rows.some((one) => one.row === address.row)) return undefined
  const width = Math.max(address.column + 1, ...rows.map((one) => one.cells.length))
  return {
    ...address,
    letters: Array.from({ length: width }, (_, index) => columnLetters(index)),
    rows: rows.map((one, i) => ({
      number: one.row,
      cells: Array.from({ length: width }, (_, index) => one.cells[index] ?? ''),
      isHeader: isHeader(one.row),
      afterGap: one.row > (rows[i - 1]?.row ?? one.row) + 1,
    })),
  }
}
