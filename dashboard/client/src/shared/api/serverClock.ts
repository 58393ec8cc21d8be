import { useIntervalFn } from '@vueuse/core'
import { ref } from 'vue'

/** Two clocks maxDriftRate apart by no more than this, so what was learned of the server's is worth less with time. */
const maxDriftRate = 1e-4
/** A clock that differs by so much more was set. */
const clockStep = 300_000

let offset: number | undefined
let measuredAt = 0

/** Learns the server's clock from a message that was just sent: the least delay seen is the nearest to the truth. */
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

/** After a sleep, or whatever else cut the link, the clock may have been set: the next message tells. */
export const resetServerClock = (): void => void (measuredAt = -Infinity)

/** The server's time in milliseconds; a wall's own clock may be hours off. */
export const serverNow = (): number => Date.now() + (offset ?? 0)

/** The server's time, once a second. */
export function useServerNow() {
  const now = ref(serverNow())
  useIntervalFn(() => (now.value = serverNow()), 1000)
  return now
}
