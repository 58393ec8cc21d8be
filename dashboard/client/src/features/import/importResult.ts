import type { Import, ImportedValue, ImportForm, ImportQuestion } from '@/shared/api/types'
import { parseAddress } from './excerpt'

/** Result of a check in a word: only `right` may be submitted. */
export type Verdict = 'problems' | 'questions' | 'both' | 'right' | 'same'

/** Number of problems; the list ends at 500, the rejected rows are all counted. */
export const countProblems = ({ problems, rejected }: Import): number => Math.max(problems.length, rejected)

export function findVerdict(result: Import): Verdict {
  const hasQuestions = result.questions.length > 0
  if (countProblems(result)) return hasQuestions ? 'both' : 'problems'
  return hasQuestions ? 'questions' : result.fresh ? 'right' : 'same'
}

export type ValueState = 'isWrong' | 'isNew' | 'isChange' | 'isThere'

/** State of a value against the record. A row with a problem is rejected as a whole. */
export function findState(value: ImportedValue, { problems, sheets }: Import): ValueState {
  const row = parseAddress(value.cell)?.row
  // A value does not name its sheet, so that rows of several sheets cannot be told apart.
  if (problems.some((one) => (sheets.length > 1 ? one.cell === value.cell : one.row === row))) return 'isWrong'
  if (!value.fresh) return 'isThere'
  return value.recorded === undefined || value.recorded === value.value ? 'isNew' : 'isChange'
}

/** Difference to the value on record, without floating-point noise; undefined if there is none. */
export const findDifference = ({ value, recorded }: ImportedValue): number | undefined =>
  recorded === undefined || recorded === value ? undefined : Number((value - recorded).toPrecision(12))

const forms: readonly string[] = ['events', 'series', 'history'] satisfies ImportForm[]

/** Returns the form that an answer chooses instead of the present one; undefined if there is none. */
export function findOtherForm(
  questions: readonly ImportQuestion[],
  answers: Readonly<Record<string, string>>,
  form: ImportForm,
): ImportForm | undefined {
  const chosen = questions.filter((one) => one.code === 'form_other').map((one) => answers[one.id])[0]
  return chosen !== undefined && chosen !== form && forms.includes(chosen) ? (chosen as ImportForm) : undefined
}

/** Adds answers to those that were given before; a new answer replaces the earlier one. */
export function addAnswers(before: readonly string[], answers: Readonly<Record<string, string>>): string[] {
  const isReplaced = (given: string) => Object.keys(answers).some((id) => given.startsWith(`${id}=`))
  return [
    ...before.filter((given) => !isReplaced(given)),
    ...Object.entries(answers).map(([id, choice]) => `${id}=${choice}`),
  ]
}
