import { expect, it } from 'vitest'
import { chartPath, workbookPath, type SharedView } from './shareAddress'

const ranking: SharedView = {
  chart: 'ranking',
  chartQuery: { metric: 'pledge.amount', period: '2026', order: undefined },
  table: '/rankings/pledge.amount',
  tableQuery: { period: '2026' },
  asOf: '461',
}

it('asks for the picture at the shown position in the language and theme of the page', () =>
  expect(chartPath(ranking, 'en', 'dark')).toBe(
    '/charts/ranking.png?metric=pledge.amount&period=2026&asOf=461&lang=en&theme=dark&scale=2',
  ))

it('asks for the workbook at the shown position, also in the layout of a bulletin', () => {
  expect(workbookPath(ranking, 'zh-CN')).toBe('/rankings/pledge.amount?period=2026&asOf=461&lang=zh-CN&format=xlsx')
  expect(workbookPath(ranking, 'zh-CN', 'bulletin')).toMatch(/&layout=bulletin$/)
})

it('omits the moment before the first figures', () =>
  expect(workbookPath({ ...ranking, asOf: undefined }, 'en')).toBe(
    '/rankings/pledge.amount?period=2026&lang=en&format=xlsx',
  ))
