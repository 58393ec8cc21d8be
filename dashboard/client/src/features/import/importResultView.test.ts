import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterEach, expect, it } from 'vitest'
import type { Import } from '@/shared/api/types'
import { i18n } from '@/shared/i18n/i18n'
import ImportResult from './ImportResult.vue'

const right: Import = {
  file: '四月.xlsx',
  form: 'series',
  rows: 2,
  fresh: 2,
  duplicates: 0,
  rejected: 0,
  problems: [],
  preview: [
    {
      cell: 'D3',
      city: '370300',
      metric: 'm',
      value: 380,
      date: '2025-04-30',
      cumulative: true,
      fresh: true,
      recorded: 300,
    },
  ],
  ignoredColumns: [],
  ignoredSheets: ['说明'],
  sheets: [
    {
      name: '填报',
      headerRow: 2,
      columns: [
        { cell: 'A2', title: '市*', field: 'city' },
        { cell: 'D2', title: '累计', field: 'ytd' },
        { cell: 'E2', title: '序号', field: 'aside' },
        { cell: 'F2', title: '所属区县' },
      ],
      period: { text: '2025-04' },
      measureUnit: { text: '万元', cell: 'A1' },
      hiddenRows: 3,
      skippedRows: [{ row: 9, kind: 'total', text: '合计' }],
      filledCells: 2,
    },
  ],
  questions: [],
  excerpt: [{ sheet: '填报', row: 2, cells: ['市*'] }],
}
const question = {
  id: 'column:填报!F',
  code: 'column_unknown',
  sheet: '填报',
  cell: 'F2',
  message: '“所属区县”列有数据，是哪一项？',
  choices: [
    { value: 'unit', text: '填报单位' },
    { value: 'ignore', text: '不读取' },
  ],
}
const problem = { sheet: '填报', cell: 'D3', row: 3, field: 'value', code: 'x', message: '不是数：请填数字。' }

const show = async (parts: Partial<Import>) => {
  const props = { answer: { ...right, ...parts }, file: {}, order: { form: 'series', name: '' } }
  const html = await renderToString(createSSRApp({ render: () => h(ImportResult, props as never) }).use(i18n))
  return { html, text: html.replaceAll(/<!--.*?-->|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') }
}
const order = (text: string, words: string[]) => words.map((word) => text.indexOf(word))

afterEach(() => (i18n.global.locale.value = 'zh-CN'))

it('says that all is right only without problems and open questions', async () => {
  expect((await show({})).text).toContain('全部正确')
  for (const parts of [{ questions: [question] }, { problems: [problem], rejected: 1 }, { fresh: 0, duplicates: 2 }])
    expect((await show(parts)).text).not.toContain('全部正确')
  i18n.global.locale.value = 'en'
  expect((await show({})).text).toContain('all of them right')
  expect((await show({ questions: [question] })).text).not.toContain('right')
})

it('shows verdict, questions, sheets, changes and problems in this order', async () => {
  const { text } = await show({ questions: [question], problems: [problem], rejected: 1 })
  const found = order(text, ['1 处有问题，1 处需要确认', '“所属区县”列有数据', '怎样读的', '会有哪些变化', '不是数'])
  expect(found).toEqual([...found].sort((a, b) => a - b))
  expect(found).not.toContain(-1)
})

it('names what was read, with its origin, and what was not', async () => {
  const { text } = await show({})
  for (const words of [
    '表式 累计报表',
    '第 2 行',
    '2025-04 （上传时选定）',
    '万元 （取自 A1）',
    '读取的列 A 市* D 累计 → 本期累计',
    '不读取的列 E 序号 F 所属区县',
    '隐藏或筛选掉的行 3 行',
    '第 9 行“合计”（合计行）',
    '2 个空白按合并单元格补齐',
    '没有读取的工作表：说明',
  ])
    expect(text).toContain(words)
})

it('cuts the title of a column', async () => {
  const columns = [{ cell: 'A1', title: '长'.repeat(500) }]
  const { text } = await show({ sheets: right.sheets.map((sheet) => ({ ...sheet, columns })) })
  expect(text).toContain(`${'长'.repeat(60)}…`)
  expect(text).not.toContain('长'.repeat(61))
})

it('shows a value beside the one on record, with the difference', async () => {
  const { text, html } = await show({})
  expect(text).toMatch(/300 累计 380 \+80 更新已有数/)
  expect(html).toContain('data-state="isChange"')
})

it('offers the cell of a question only if the excerpt has its row', async () => {
  expect((await show({ questions: [question] })).html).toContain('data-testid="open-cell"')
  expect((await show({ questions: [question], excerpt: [] })).html).not.toContain('data-testid="open-cell"')
})

it('offers many choices as a list, the suggestion first', async () => {
  const choices = ['a', 'b', 'c', 'd', 'e', 'f'].map((value) => ({ value, text: value.toUpperCase() }))
  const { html, text } = await show({ questions: [{ ...question, choices }] })
  expect(html).toContain('<select')
  expect(text).toContain('请选择 A · 建议 B C')
  expect((await show({ questions: [question] })).html).not.toContain('<select')
})
