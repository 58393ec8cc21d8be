import { onScopeDispose, ref } from 'vue'

let offset: number | undefined

/** Learns the server's clock from a message that was just sent: the least delay seen is the nearest to the truth. */
export function heard(at: string, now = Date.now()): void {
  const ahead = Date.parse(at) - now
  if (offset === undefined || ahead > offset || Math.abs(ahead - offset) > 300_000) offset = ahead
}

/** The server's time in milliseconds; a wall's own clock may be hours off. */
export const serverNow = (): number => Date.now() + (offset ?? 0)

/** The server's time, once a second. */
export function useNow() {
  const now = ref(serverNow())
  const timer = setInterval(() => (now.value = serverNow()), 1000)
  onScopeDispose(() => clearInterval(timer))
  return now
}
