import type { StoppingMessage } from '@/shared/api/hubMessages'

const initialDelay = 400
/** Maximum delay of a page, in milliseconds. */
export const maxDelay = 5000
/** Maximum delay of a screen, in front of which nobody presses a key. */
export const maxScreenDelay = 2000

/**
 * Delay before the next attempt in milliseconds: doubles up to a maximum, half of it random, so that many pages do not
 * reconnect at once. Attempts are unlimited.
 */
export function retryDelay(attempt: number, longest = maxDelay, random: () => number = Math.random): number {
  const ceiling = Math.min(longest, initialDelay * 2 ** Math.min(attempt, 10))
  return ceiling / 2 + (random() * ceiling) / 2
}

/** Random moment, in seconds, of the window in which the pages may return to a server that stops. */
export const momentOf = ({ from, to }: StoppingMessage): number => from + Math.random() * (to - from)
