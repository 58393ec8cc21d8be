import { expect, it } from 'vitest'
import type { Import, ImportedValue } from '@/shared/api/types'
import { addAnswers, countProblems, findDifference, findOtherForm, findState, findVerdict } from './importResult'

const problem = { sheet: '', cell: 'D2', row: 2, field: 'value', code: 'value_invalid', message: '' }
const question = {
  id: 'form',
  code: 'form_other',
  sheet: '',
  cell: 'A1',
  message: '',
  choices: [
    { value: 'series', text: '累计报表' },
    { value: 'events', text: '明细表' },
  ],
}
const result = (parts: Partial<Import>): Import => ({
  file: 'a.csv',
  form: 'events',
  rows: 1,
  fresh: 1,
  duplicates: 0,
  rejected: 0,
  problems: [],
  preview: [],
  ignoredColumns: [],
  ignoredSheets: [],
  sheets: [],
  questions: [],
  excerpt: [],
  ...parts,
})
const value = (parts: Partial<ImportedValue>): ImportedValue => ({
  cell: 'D3',
  city: '370300',
  metric: 'm',
  value: 0.3,
  date: '2025-04-20',
  cumulative: false,
  fresh: true,
  ...parts,
})

it.each([
  ['right', {}],
  ['same', { fresh: 0, duplicates: 1 }],
  ['problems', { problems: [problem], rejected: 1 }],
  ['problems', { rejected: 1 }],
  ['questions', { questions: [question] }],
  ['questions', { questions: [question], fresh: 0 }],
  ['both', { questions: [question], problems: [problem] }],
] as [string, Partial<Import>][])('is %s', (verdict, parts) => expect(findVerdict(result(parts))).toBe(verdict))

it('counts rejected rows beyond the listed problems', () => {
  expect(countProblems(result({ problems: [problem], rejected: 700 }))).toBe(700)
  expect(countProblems(result({ problems: [problem, problem], rejected: 1 }))).toBe(2)
})

it('tells new, changed, known and rejected values apart', () => {
  const whole = result({ problems: [problem] })
  expect(findState(value({}), whole)).toBe('isNew')
  expect(findState(value({ recorded: 0.1 }), whole)).toBe('isChange')
  expect(findState(value({ fresh: false, recorded: 0.3 }), whole)).toBe('isThere')
  expect(findState(value({ cell: 'F2', fresh: false }), whole)).toBe('isWrong')
})

it('has the exact difference to the record', () => {
  expect(findDifference(value({ recorded: 0.1 }))).toBe(0.2)
  expect(findDifference(value({ recorded: 0.3 }))).toBeUndefined()
  expect(findDifference(value({}))).toBeUndefined()
})

it('switches the form only if another one is chosen', () => {
  expect(findOtherForm([question], { form: 'series' }, 'events')).toBe('series')
  expect(findOtherForm([question], { form: 'events' }, 'events')).toBeUndefined()
  expect(findOtherForm([question], { form: 'x' }, 'events')).toBeUndefined()
  expect(findOtherForm([{ ...question, code: 'column_unknown' }], { form: 'series' }, 'events')).toBeUndefined()
})

it('adds answers, and replaces an earlier one', () =>
  expect(addAnswers(['a=1', 'ab=2'], { a: '3', 'c=d': '4' })).toEqual(['ab=2', 'a=3', 'c=d=4']))
