const initialDelay = 400
const maxDelay = 5000

/**
 * How long to wait before the next attempt: doubling up to five seconds, and half of it by chance, so that a thousand screens
 * that lost one server do not come back in one instant. There is no last attempt.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(maxDelay, initialDelay * 2 ** Math.min(attempt, 10))
  return ceiling / 2 + (random() * ceiling) / 2
}
