import type { Language } from './numberFormat'

export type PeriodKind = 'year' | 'quarter' | 'month' | 'day' | 'range' | 'ytd' | 'other'

const periodPatterns: [PeriodKind, RegExp][] = [
  ['year', /^\d{4}$/],
  ['quarter', /^\d{4}Q[1-4]$/],
  ['month', /^\d{4}-\d{2}$/],
  ['day', /^\d{4}-\d{2}-\d{2}$/],
  ['range', /^\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}$/],
  ['ytd', /^\d{4}-ytd@\d{2}-\d{2}$/],
]

/** Returns the kind of a period by its format. The server validates it; a campaign id is a period too. */
export const periodKind = (period: string): PeriodKind =>
  periodPatterns.find(([, pattern]) => pattern.test(period))?.[0] ?? 'other'

/** Shifts a period by a number of steps; undefined for kinds without neighbors. */
export function shiftPeriod(period: string, by: number): string | undefined {
  const year = Number(period.slice(0, 4))
  switch (periodKind(period)) {
    case 'year':
      return String(year + by)
    case 'quarter':
      return quarter(year * 4 + Number(period[5]) - 1 + by)
    case 'month':
      return month(year * 12 + Number(period.slice(5, 7)) - 1 + by)
    case 'day':
      return shiftDay(period, by)
    default:
      return undefined
  }
}

/** Converts a period to another kind: the one around it, or the last one in it up to today. */
export function periodOfKind(period: string, kind: 'year' | 'quarter' | 'month', today: string): string {
  const day = lastKnownDay(period, today)
  const [year, at] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1]
  if (kind === 'year') return String(year)
  return kind === 'quarter' ? quarter(year * 4 + Math.floor(at / 3)) : month(year * 12 + at)
}

/** Returns true if a period begins after today. */
export function isFuturePeriod(period: string, today: string): boolean {
  const kind = periodKind(period)
  if (kind === 'other') return false
  const start = kind === 'quarter' ? month(Number(period.slice(0, 4)) * 12 + (Number(period[5]) - 1) * 3) : period
  return start.slice(0, Math.min(start.length, 10)) > today.slice(0, Math.min(start.length, 10))
}

/** Formats a period: 2026年三季度, July 2026. A campaign is shown by name if known. */
export function periodLabel(period: string, lang: Language, campaignName?: (id: string) => string | undefined): string {
  const zh = lang === 'zh-CN'
  const year = period.slice(0, 4)
  switch (periodKind(period)) {
    case 'year':
      return zh ? `${year}年` : year
    case 'quarter':
      return zh ? `${year}年${'一二三四'[Number(period[5]) - 1]}季度` : `Q${period[5]} ${year}`
    case 'month':
      return zh ? `${year}年${Number(period.slice(5))}月` : `${monthName(period)} ${year}`
    case 'day':
      return dayLabel(period, lang)
    case 'range':
      return period
        .split('..')
        .map((day) => dayLabel(day, lang))
        .join(zh ? '至' : ' – ')
    case 'ytd':
      return zh ? `${year}年截至${monthDay(period, lang)}` : `${year} to ${monthDay(period, lang)}`
    default:
      return campaignName?.(period) ?? period
  }
}

/** Formats a trend step for an axis: 「7月」, 「20日」. */
export function stepLabel(period: string, lang: Language): string {
  const zh = lang === 'zh-CN'
  if (periodKind(period) === 'month') return zh ? `${Number(period.slice(5))}月` : monthName(period).slice(0, 3)
  if (periodKind(period) === 'day') return `${Number(period.slice(5, 7))}-${period.slice(8)}`
  return periodLabel(period, lang)
}

export function dayLabel(day: string, lang: Language): string {
  return lang === 'zh-CN' ? `${day.slice(0, 4)}年${monthDay(day, lang)}` : `${monthDay(day, lang)} ${day.slice(0, 4)}`
}

function monthDay(text: string, lang: Language): string {
  const [month, day] = text.slice(-5).split('-').map(Number)
  return lang === 'zh-CN' ? `${month}月${day}日` : `${day} ${monthName(`2000-${text.slice(-5)}`).slice(0, 3)}`
}

const monthName = (text: string) =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(new Date(`${text.slice(0, 7)}-01T00:00:00Z`))

const month = (count: number) => `${Math.floor(count / 12)}-${String((((count % 12) + 12) % 12) + 1).padStart(2, '0')}`
const quarter = (count: number) => `${Math.floor(count / 4)}Q${(((count % 4) + 4) % 4) + 1}`

export function shiftDay(day: string, by: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + by)
  return date.toISOString().slice(0, 10)
}

function lastKnownDay(period: string, today: string): string {
  const year = period.slice(0, 4)
  switch (periodKind(period)) {
    case 'year':
    case 'ytd':
      return year === today.slice(0, 4) ? today : `${year}-12-31`
    case 'quarter':
      return periodOfKind(today, 'quarter', today) === period
        ? today
        : `${month(Number(year) * 12 + Number(period[5]) * 3 - 1)}-01`
    case 'month':
      return `${period}-01`
    case 'day':
      return period
    case 'range':
      return period.slice(12)
    default:
      return today
  }
}
