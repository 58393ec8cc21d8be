import Papa from 'papaparse'

/** A document as a table: the names of its columns, and its rows. */
export interface Table {
  columns: string[]
  rows: string[][]
}

export function parseTable(text: string): Table {
  const [columns = [], ...rows] = Papa.parse<string[]>(text.trimEnd(), { skipEmptyLines: true }).data
  return { columns, rows: rows.map((row) => columns.map((_, at) => row[at] ?? '')) }
}

/** As it is handed in: the same text again when nothing was changed but how it was quoted. */
export const formatTable = ({ columns, rows }: Table): string =>
  `${Papa.unparse([columns, ...rows], { newline: '\n' })}\n`

/** The places of the rows that say something in any cell, all of them when nothing is looked for. */
export function matchingRows({ rows }: Table, sought: string): number[] {
  const word = sought.trim().toLowerCase()
  return rows.flatMap((row, at) => (!word || row.some((cell) => cell.toLowerCase().includes(word)) ? [at] : []))
}
