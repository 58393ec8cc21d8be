import Papa from 'papaparse'

/** A CSV document as column names and rows. */
export interface Table {
  columns: string[]
  rows: string[][]
}

export function parseTable(text: string): Table {
  const [columns = [], ...rows] = Papa.parse<string[]>(text.trimEnd(), { skipEmptyLines: true }).data
  return { columns, rows: rows.map((row) => columns.map((_, at) => row[at] ?? '')) }
}

/** Formats a table as CSV. Unchanged content gives the same text except for quoting. */
export const formatTable = ({ columns, rows }: Table): string =>
  `${Papa.unparse([columns, ...rows], { newline: '\n' })}\n`

/** Indices of the rows that contain the search text; all rows for an empty search. */
export function matchingRows({ rows }: Table, sought: string): number[] {
  const word = sought.trim().toLowerCase()
  return rows.flatMap((row, at) => (!word || row.some((cell) => cell.toLowerCase().includes(word)) ? [at] : []))
}
