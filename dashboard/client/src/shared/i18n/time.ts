import type { Language } from './numberFormat'

const timeZone = 'Asia/Shanghai'
const clockFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: timeZone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const dayFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: timeZone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** HH:mm:ss in China, whatever the time zone of the screen. */
export const formatClock = (at: string | number): string => clockFormat.format(new Date(at))

/** The date in China in wire format: 2026-11-21. */
export const chinaDate = (at: string | number): string => dayFormat.format(new Date(at))

/** Time of day, preceded by the date if it is not today. */
export function formatMoment(at: string | number, now: number): string {
  const day = chinaDate(at)
  return day === chinaDate(now) ? formatClock(at) : `${day} ${formatClock(at)}`
}

/** Elapsed milliseconds in one unit: 12 seconds, 3 minutes, 47 hours, 2 days. */
export function elapsedUnit(milliseconds: number): ['seconds' | 'minutes' | 'hours' | 'days', number] {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return ['seconds', seconds]
  if (seconds < 3600) return ['minutes', Math.floor(seconds / 60)]
  return seconds < 172_800 ? ['hours', Math.floor(seconds / 3600)] : ['days', Math.floor(seconds / 86_400)]
}

export interface CampaignStage {
  state: 'ahead' | 'running' | 'closed'
  /** Days left while ahead, the day number while running, the total when closed. */
  days: number
  /** While ahead: the remainder of the last day, HH:mm:ss. */
  rest: string
}

/** Returns the stage of a campaign. It opens and closes at midnight in China. */
export function campaignStage(start: string, end: string, now: number): CampaignStage {
  const from = Date.parse(`${start}T00:00:00+08:00`)
  const to = Date.parse(`${end}T00:00:00+08:00`) + day
  if (now >= to) return { state: 'closed', days: Math.round((to - from) / day), rest: '' }
  if (now >= from) return { state: 'running', days: Math.floor((now - from) / day) + 1, rest: '' }
  const left = Math.ceil((from - now) / 1000)
  const two = (count: number) => String(count).padStart(2, '0')
  return {
    state: 'ahead',
    days: Math.floor(left / 86_400),
    rest: [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60].map(two).join(':'),
  }
}

const day = 86_400_000

/** Weekday of a date, for the calendar. */
export const formatWeekday = (date: string, lang: Language): string =>
  new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
