import type { StoppingMessage } from '@/shared/api/hubMessages'

const initialDelay = 400
const maxDelay = 5000

/**
 * Delay before the next attempt in milliseconds: doubles up to five seconds, half of it random, so that many screens do
 * not reconnect at once. Attempts are unlimited.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(maxDelay, initialDelay * 2 ** Math.min(attempt, 10))
  return ceiling / 2 + (random() * ceiling) / 2
}

/** Random moment, in seconds, of the window in which the pages may return to a server that stops. */
export const momentOf = ({ from, to }: StoppingMessage): number => from + Math.random() * (to - from)
