import type { Translate } from './i18n'
import type { Language } from './numberFormat'
import { dayLabel } from './period'

/** An `asOf` value is a day (its end), a time in China, or a journal position. */
const isDay = (asOf: string) => /^\d{4}-\d{2}-\d{2}$/.test(asOf)
const isTime = (asOf: string) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(asOf)

/** Returns the time in milliseconds; undefined for a journal position or an invalid value. */
export function parseAsOf(asOf: string): number | undefined {
  const at = isDay(asOf)
    ? Date.parse(`${asOf}T24:00:00+08:00`)
    : isTime(asOf)
      ? Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(asOf) ? asOf : `${asOf}+08:00`)
      : NaN
  return Number.isNaN(at) ? undefined : at
}

/** Formats an `asOf` value: 「2026年5月3日 24:00」, 「2026年5月4日 09:30」. */
export function asOfLabel(asOf: string, t: Translate, lang: Language): string {
  if (isDay(asOf)) return `${dayLabel(asOf, lang)} 24:00`
  if (isTime(asOf)) return `${dayLabel(asOf.slice(0, 10), lang)} ${asOf.slice(11)}`
  return t('replay.position', { position: asOf })
}
