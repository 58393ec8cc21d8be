import type { Form } from '@/shared/api/types'

/** The months that a report may be for, the latest that is over first. */
export function previousMonths(today: string, count = 24): string[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  return Array.from({ length: count }, (_, back) => {
    const at = year * 12 + month - 2 - back
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

/** The years that a base may be filled in for, last year first. */
export const previousYears = (today: string, count = 5): string[] =>
  Array.from({ length: count }, (_, back) => String(Number(today.slice(0, 4)) - 1 - back))

/** What a form's numbers are for when nothing else is chosen. */
export const defaultPeriod = (form: Form, today: string): string | undefined =>
  form === 'series' ? previousMonths(today, 1)[0] : form === 'history' ? previousYears(today, 1)[0] : undefined

/** A sentence in its two halves: what is the matter, and what to do. */
export function splitMessage(message: string): [string, string] {
  const at = message.indexOf('：')
  return at < 0 ? [message, ''] : [message.slice(0, at), message.slice(at + 1)]
}
