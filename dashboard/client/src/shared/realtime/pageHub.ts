import { basePath } from '@/shared/api/basePath'
import { pageLanguage } from '@/shared/api/http'
import { loadSession } from '@/shared/api/session'
import { createHub, type Hub } from './hub'
import { linkTransport } from './linkTransport'
import { canShareHub, createSharedHub } from './sharedHub'

let isScreenPage = false

/** Tells whether the page is that of a screen, which connects by its own credential and not by that of a user. */
export const setScreenPage = (isScreen: boolean): void => void (isScreenPage = isScreen)

/** Returns true if the page is that of a screen. */
export const isScreen = (): boolean => isScreenPage

/** A connection for this page: its part of the connection that the pages of the browser share, if that is possible. */
export async function createPageHub(onMessage: () => void): Promise<Hub> {
  const request = { url: await hubAddress(), language: pageLanguage(), preferred: linkTransport.value }
  return canShareHub() ? createSharedHub(request, onMessage) : createHub(request, onMessage)
}

/** Names the language, because a browser cannot set the headers of a WebSocket, and the expected credential. */
async function hubAddress(): Promise<string> {
  const session = isScreenPage ? undefined : await loadSession()
  const query = new URLSearchParams({
    language: pageLanguage(),
    ...(isScreenPage && { credential: 'screen' }),
    ...(session?.session && session.name && { account: session.name }),
  })
  return new URL(`${basePath}/hubs/monitor?${query}`, location.href).href
}
