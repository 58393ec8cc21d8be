import type { Language } from './numberFormat'

export type PeriodKind = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'range' | 'ytd' | 'other'

/** Years of all periods, as on the server. */
const [firstYear, lastYear] = [1985, 2100]

const periodPatterns: [PeriodKind, RegExp][] = [
  ['year', /^\d{4}$/],
  ['quarter', /^\d{4}Q[1-4]$/],
  ['month', /^\d{4}-\d{2}$/],
  ['week', /^\d{4}-?W\d{2}$/],
  ['day', /^\d{4}-\d{2}-\d{2}$/],
  ['range', /^\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}$/],
  ['ytd', /^\d{4}-ytd@\d{2}-\d{2}$/],
]

/** Returns the kind of a period by its format. The server validates it; a campaign id is a period too. */
export const periodKind = (period: string): PeriodKind =>
  periodPatterns.find(([, pattern]) => pattern.test(period))?.[0] ?? 'other'

/** Shifts a period by a number of steps; undefined for kinds without neighbors and beyond the years of periods. */
export function shiftPeriod(period: string, by: number): string | undefined {
  const shifted = shift(period, by)
  const year = Number(shifted?.slice(0, 4))
  return year >= firstYear && year <= lastYear ? shifted : undefined
}

function shift(period: string, by: number): string | undefined {
  const year = Number(period.slice(0, 4))
  switch (periodKind(period)) {
    case 'year':
      return String(year + by)
    case 'quarter':
      return quarter(year * 4 + Number(period[5]) - 1 + by)
    case 'month':
      return month(year * 12 + Number(period.slice(5, 7)) - 1 + by)
    case 'week':
      return weekOf(shiftDay(mondayOf(period), 7 * by))
    case 'day':
      return shiftDay(period, by)
    default:
      return undefined
  }
}

/** Converts a period to another kind: the one around it, or the last one in it up to today. */
export function periodOfKind(period: string, kind: 'year' | 'quarter' | 'month' | 'week', today: string): string {
  const day = lastKnownDay(period, today)
  if (kind === 'week') return weekOf(day)
  const [year, at] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1]
  if (kind === 'year') return String(year)
  return kind === 'quarter' ? quarter(year * 4 + Math.floor(at / 3)) : month(year * 12 + at)
}

/** Returns true if a period begins after today. */
export function isFuturePeriod(period: string, today: string): boolean {
  const kind = periodKind(period)
  if (kind === 'other') return false
  const start =
    kind === 'quarter'
      ? month(Number(period.slice(0, 4)) * 12 + (Number(period[5]) - 1) * 3)
      : kind === 'week'
        ? mondayOf(period)
        : period
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
    case 'week':
      return zh ? `${year}年第${weekNumber(period)}周` : `Week ${weekNumber(period)}, ${year}`
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

/** The days of a week as a range; undefined for other kinds. */
export function daysOfWeek(period: string): string | undefined {
  if (periodKind(period) !== 'week') return undefined
  return `${mondayOf(period)}..${shiftDay(mondayOf(period), 6)}`
}

/** Formats a trend step for an axis: 「7月」, 「第48周」, 「20日」. */
export function stepLabel(period: string, lang: Language): string {
  const zh = lang === 'zh-CN'
  if (periodKind(period) === 'month') return zh ? `${Number(period.slice(5))}月` : monthName(period).slice(0, 3)
  if (periodKind(period) === 'week') return zh ? `第${weekNumber(period)}周` : `W${weekNumber(period)}`
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

// ISO 8601: a week runs from Monday to Sunday and belongs to the year of its Thursday; 4 January is always in week 1.
const weekNumber = (week: string) => Number(week.slice(-2))
const weekday = (day: string) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

function mondayOf(week: string): string {
  const inFirstWeek = `${week.slice(0, 4)}-01-04`
  return shiftDay(inFirstWeek, (weekNumber(week) - 1) * 7 - weekday(inFirstWeek))
}

function weekOf(day: string): string {
  const thursday = shiftDay(day, 3 - weekday(day))
  const year = thursday.slice(0, 4)
  const days = (Date.parse(thursday) - Date.parse(`${year}-01-01`)) / 86_400_000
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`
}

/** The last day of a period, but today if that is in it. */
function lastKnownDay(period: string, today: string): string {
  const last = lastDay(period, today)
  return last > today && !isFuturePeriod(period, today) ? today : last
}

function lastDay(period: string, today: string): string {
  const year = period.slice(0, 4)
  switch (periodKind(period)) {
    case 'year':
      return `${year}-12-31`
    case 'quarter':
      return shiftDay(`${month(Number(year) * 12 + Number(period[5]) * 3)}-01`, -1)
    case 'month':
      return shiftDay(`${month(Number(year) * 12 + Number(period.slice(5)))}-01`, -1)
    case 'week':
      return shiftDay(mondayOf(period), 3)
    case 'day':
      return period
    case 'range':
      return period.slice(12)
    case 'ytd':
      return `${year}-${period.slice(9)}`
    default:
      return today
  }
}
