import { useIntervalFn } from '@vueuse/core'
import { ref } from 'vue'

/** Maximum drift between two clocks, as a fraction. An older measurement is trusted less. */
const maxDriftRate = 1e-4
/** A larger difference in milliseconds means that a clock was set. */
const clockStep = 300_000

let offset: number | undefined
let measuredAt = 0

/**
 * Measures the offset to the server clock from a message that was just sent. The smallest delay is the most accurate.
 */
export function recordServerTime(at: string, now = Date.now()): void {
  const ahead = Date.parse(at) - now
  if (
    offset !== undefined &&
    ahead <= offset - maxDriftRate * (now - measuredAt) &&
    Math.abs(ahead - offset) <= clockStep
  )
    return
  offset = ahead
  measuredAt = now
}

/** Accepts the next measurement as it is. Used after sleep or disconnection, when the clock may have been set. */
export const resetServerClock = (): void => void (measuredAt = -Infinity)

/** Server time in milliseconds. The clock of a screen may be hours off. */
export const serverNow = (): number => Date.now() + (offset ?? 0)

/** Server time, updated every second. */
export function useServerNow() {
  const now = ref(serverNow())
  useIntervalFn(() => (now.value = serverNow()), 1000)
  return now
}
