export type Transport = 'webSockets' | 'serverSentEvents' | 'longPolling'

const transports: Transport[] = ['webSockets', 'serverSentEvents', 'longPolling']

/**
 * Milliseconds until the next transport is tried. A proxy may accept a connection and hold back what the server sends.
 * The last one is reached within five seconds; all of them end before the start of a connection does (connection.ts).
 */
export const transportTimeouts: Record<Transport, number> = {
  webSockets: 3000,
  serverSentEvents: 1500,
  longPolling: 5000,
}

/** All transports, the preferred one first. */
export const orderTransports = (preferred: Transport | null): Transport[] =>
  preferred && transports.includes(preferred)
    ? [preferred, ...transports.filter((transport) => transport !== preferred)]
    : transports

/** The transport to try after one that opened and then stayed silent. */
export const transportAfter = (transport: Transport | null): Transport | null =>
  transports[transports.indexOf(transport ?? 'longPolling') + 1] ?? null
