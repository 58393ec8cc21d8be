import type { TopicState } from './reduce'

export type Link = 'connecting' | 'open' | 'lost'
export type Liveness = 'connecting' | 'live' | 'lost' | 'silent'

export interface Freshness {
  /** Link lost and source silent are two faults; neither is the same as nothing happening. */
  liveness: Liveness
  /** All is well, only there is nothing new. */
  quiet: boolean
  /** The moment up to which the numbers are known to be right. */
  asOf: string | undefined
}

const quietAfter = 60_000

/** How fresh a topic is: three separate signs, decided from the link, the topic and the server's time. */
export function freshness(link: Link, state: TopicState | undefined, pending: boolean, now: number): Freshness {
  const asOf = state?.at
  if (link === 'lost') return { liveness: 'lost', quiet: false, asOf }
  if (link === 'connecting' || !state || pending) return { liveness: 'connecting', quiet: false, asOf }
  if (!state.sourceLive) return { liveness: 'silent', quiet: false, asOf }
  return { liveness: 'live', quiet: now - Date.parse(state.at) > quietAfter, asOf }
}
