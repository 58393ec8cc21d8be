import { queryString } from './http'

/** Kind of a picture that the server draws. */
export type ChartKind = 'ranking' | 'trend' | 'city' | 'campaign'

/** What a page offers to forward: the questions of its picture and its workbook, and the moment that it shows. */
export interface SharedView {
  chart: ChartKind
  /** Parameters of the picture beside moment, language and theme. */
  chartQuery: Record<string, string | undefined>
  /** REST path of the table. */
  table: string
  tableQuery?: Record<string, string | undefined>
  /** True if the table has the layout of a published bulletin too. */
  hasBulletin?: boolean
  /** Position or time of the shown figures; undefined before the first. */
  asOf: string | undefined
}

/** Path of the picture of a view, with two pixels per CSS pixel: chats and documents enlarge it. */
export const chartPath = (view: SharedView, lang: string, theme: string): string =>
  `/charts/${view.chart}.png${queryString({ ...view.chartQuery, asOf: view.asOf, lang, theme, scale: '2' })}`

/** Path of the workbook of a view. */
export const workbookPath = (view: SharedView, lang: string, layout?: 'bulletin'): string =>
  view.table + queryString({ ...view.tableQuery, asOf: view.asOf, lang, format: 'xlsx', layout })
