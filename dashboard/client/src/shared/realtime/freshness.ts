import type { TopicState } from './reduce'

export type LinkState = 'connecting' | 'open' | 'lost'
/** `past`: an earlier moment that somebody looks back to. */
export type Liveness = 'connecting' | 'live' | 'lost' | 'silent' | 'past'

export interface Freshness {
  /** Link lost and source silent are two faults; neither is the same as nothing happening. */
  liveness: Liveness
  /** The numbers may be old by more than a moment: they dim, and say of when they are. */
  stale: boolean
  /** All is well, only there is nothing new. */
  quiet: boolean
  /** The moment up to which the numbers are known to be right; of the past as `asOf` in the address has it. */
  asOf: string | undefined
}

/** A snapshot that is needed: since when what is shown may be isBehind, and when it was asked for. In the server's time. */
export interface PendingSnapshot {
  since: number
  asked?: number
}

/** A hiccup shorter than this changes no number's look. */
export const gracePeriod = 3000
const quietAfter = 60_000

/** How fresh a topic is: three separate signs, decided from the link, the topic and the server's time. */
export function evaluateFreshness(
  link: LinkState,
  state: TopicState | undefined,
  pending: PendingSnapshot | undefined,
  now: number,
): Freshness {
  const result = (liveness: Liveness, stale: boolean, quiet = false) => ({ liveness, stale, quiet, asOf: state?.at })
  if (link === 'lost') return result('lost', true)
  const isBehind = pending !== undefined && now - pending.since > gracePeriod
  // Asked over a link that stands, a server that does not answer waits for the source itself.
  const isUnanswered = isBehind && now - (pending.asked ?? now) > gracePeriod
  if (state && (!state.sourceLive || isUnanswered)) return result('silent', true)
  if (link === 'connecting' || !state || pending) return result('connecting', state !== undefined && isBehind)
  return result('live', false, now - Date.parse(state.at) > quietAfter)
}
