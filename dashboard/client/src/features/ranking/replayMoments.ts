import type { History } from '@/shared/api/types'
import { chinaDate, formatClock } from '@/shared/i18n/time'

const minute = 60_000

/**
 * Moments of a ranking for replay: the end of each day since the first ranked value, then the full hours of today.
 * Without data before today: its last two hours by the minute.
 */
export function replayMoments({ points, cities }: History, now: number): string[] {
  const today = chinaDate(now)
  const first = points.findIndex((_, i) => cities.some((city) => city.ranks[i] !== null))
  const days = first < 0 ? [] : points.slice(first).map((point) => point.day)
  const past = days.filter((day) => day < today)
  if (past.length > 0 && days.at(-1) !== today) return past
  return past.length > 0
    ? [...past, ...every(60 * minute, now, now - Date.parse(`${today}T00:00:00+08:00`))]
    : every(minute, now, 120 * minute)
}

function every(step: number, now: number, stretch: number): string[] {
  const last = Math.floor(now / step) * step
  const count = Math.floor((stretch - (now - last)) / step)
  return Array.from({ length: Math.max(0, count) }, (_, i) => last - (count - 1 - i) * step).map(
    (at) => `${chinaDate(at)}T${formatClock(at).slice(0, 5)}`,
  )
}

/** Drops the moments before the first known value. What is known once stays known, so a binary search is enough. */
export async function skipUnknownMoments(
  replayMoments: string[],
  isKnown: (stop: string) => Promise<boolean>,
): Promise<string[]> {
  let [low, high] = [0, replayMoments.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (await isKnown(replayMoments[middle] ?? '')) high = middle
    else low = middle + 1
  }
  return replayMoments.slice(low)
}
