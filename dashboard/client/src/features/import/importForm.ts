import { Problem } from '@/shared/api/http'
import type { ImportForm } from '@/shared/api/types'
import { periodOfKind, shiftPeriod } from '@/shared/i18n/period'

/** Months that a report may be for, the latest completed month first. */
export function previousMonths(today: string, count = 24): string[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  return Array.from({ length: count }, (_, back) => {
    const at = year * 12 + month - 2 - back
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

/** Weeks that a report may be for, the latest completed week first. */
export const previousWeeks = (today: string, count = 8): string[] =>
  Array.from({ length: count }, (_, back) => -1 - back).flatMap(
    (by) => shiftPeriod(periodOfKind(today, 'week', today), by) ?? [],
  )

/** Years that base figures may be for, last year first. */
export const previousYears = (today: string, count = 5): string[] =>
  Array.from({ length: count }, (_, back) => String(Number(today.slice(0, 4)) - 1 - back))

/** Default period of a form. */
export const defaultPeriod = (form: ImportForm, today: string): string | undefined =>
  form === 'series' ? previousMonths(today, 1)[0] : form === 'history' ? previousYears(today, 1)[0] : undefined

/** Splits a message at the first colon outside quotation marks into problem and remedy. */
export function splitMessage(message: string): [string, string] {
  const at = message.replaceAll(/“[^”]*”/g, (quoted) => ' '.repeat(quoted.length)).search(/：|: /)
  return at < 0 ? [message, ''] : [message.slice(0, at), message.slice(at + 1).trimStart()]
}

/** Throws if a file was changed after it was chosen: browsers cannot read it any more, and name no reason. */
export async function ensureUnchanged(file: File, message: string): Promise<void> {
  await file
    .slice(0, 1)
    .arrayBuffer()
    .catch(() => {
      throw new Problem(0, 'file_changed', message)
    })
}
