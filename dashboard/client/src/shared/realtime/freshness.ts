import type { TopicState } from './topicState'

export type LinkState = 'connecting' | 'open' | 'lost'
/** `past`: the user looks at an earlier moment. */
export type Liveness = 'connecting' | 'live' | 'lost' | 'silent' | 'past'

export interface Freshness {
  /** Lost connection and silent data source are separate faults, both different from no news. */
  liveness: Liveness
  /** Numbers may be outdated: they are dimmed and show their time. */
  stale: boolean
  /** Live, without recent changes. */
  quiet: boolean
  /** Time up to which the numbers are known to be right; for past data the `asOf` of the address. */
  asOf: string | undefined
}

/** A pending snapshot: since when the data may be outdated, and when it was requested. Server time, milliseconds. */
export interface PendingSnapshot {
  since: number
  asked?: number
}

/** Shorter interruptions do not change the display. */
export const gracePeriod = 3000
/** Data is stale if no ping arrives for this long. The server pings every 5 s (dashboard/Live/PollingKeepAlive.cs). */
export const staleAfter = 5000 + gracePeriod
const quietAfter = 60_000

/** Evaluates the freshness of a topic from the connection, the topic state and server time. */
export function evaluateFreshness(
  link: LinkState,
  state: TopicState | undefined,
  pending: PendingSnapshot | undefined,
  now: number,
): Freshness {
  const result = (liveness: Liveness, stale: boolean, quiet = false) => ({ liveness, stale, quiet, asOf: state?.at })
  if (link === 'lost') return result('lost', true)
  const isBehind = pending !== undefined && now - pending.since > gracePeriod
  // No response over an open connection means that the server waits for the data source.
  const isUnanswered = isBehind && now - (pending.asked ?? now) > gracePeriod
  if (state && (!state.sourceLive || isUnanswered)) return result('silent', true)
  if (link === 'connecting' || !state || pending) return result('connecting', state !== undefined && isBehind)
  return result('live', false, now - Date.parse(state.at) > quietAfter)
}
