import { useSessionStorage } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import { request } from './api'
import { storageOptions } from './storageOptions'
import type { Session, Totp, Visit } from './types'

/** What one does about one's own session and account. */
export const sessionApi = {
  current: () => request<Visit>('GET', '/session'),
  signIn: (name: string, password: string, code: string) =>
    request('POST', '/session', { body: { name, password, ...(code && { code }) } }),
  signInByCode: (code: string) => request('POST', '/session/code', { body: { code } }),
  reauthenticate: (password: string, code: string) =>
    request('POST', '/session/proof', { body: { password, ...(code && { code }) } }),
  signOut: () => request('DELETE', '/session'),
  setPassword: (before: string, password: string) =>
    request('PUT', '/session/password', { body: { before, password } }),
  newTotp: () => request<Totp>('POST', '/session/totp'),
  confirmTotp: (code: string) => request('PUT', '/session/totp', { body: { code } }),
  endTotp: () => request('DELETE', '/session/totp'),
  list: () => request<Session[]>('GET', '/session/all'),
  revoke: (id: string) => request('DELETE', `/session/all/${encodeURIComponent(id)}`),
}

/** Whose password somebody else knows, or who has to set up one-time codes: may do that, and nothing else. */
export const SETUP_ROLE = 'newcomer'

const session = shallowRef<Visit>()
let refreshing: Promise<void> | undefined

/** Who is here: asked once, and again whenever it is in doubt. */
export function useSession() {
  if (!session.value) void refreshSession()
  return {
    session,
    /** Somebody with an account; a screen that comes in by its token is nobody. */
    user: computed(() => (session.value?.session ? session.value : undefined)),
    refreshSession,
  }
}

/** Asks who is here, until the server answers. */
function refreshSession(): Promise<void> {
  return (refreshing ??= ask().finally(() => (refreshing = undefined)))
}

async function ask() {
  for (;;) {
    try {
      session.value = await sessionApi.current()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 3000 + Math.random() * 2000))
    }
  }
}

/** Where one signs in, to come back to an address of ours afterwards. */
export const signInUrl = (back: string, why?: 'ended'): string =>
  `/sign-in?${new URLSearchParams({ ...(back !== '/' && { back }), ...(why && { why }) })}`

/** Where one came from: an address of ours, whatever a link says. */
export function safeReturnPath(asked: unknown, origin = location.origin): string {
  if (typeof asked !== 'string' || !URL.canParse(asked, origin)) return '/'
  const { origin: its, pathname, search, hash } = new URL(asked, origin)
  return its === origin && pathname !== '/sign-in' ? pathname + search + hash : '/'
}

const returnPath = useSessionStorage<string | null>('ipm.back', null, storageOptions)

/** Keeps the return path while the user signs in at the external account system. */
export function storeReturnPath(path: string): void {
  returnPath.value = path
}

/** Returns the kept return path once and forgets it. */
export function takeReturnPath(): string | undefined {
  const path = returnPath.value ?? undefined
  returnPath.value = null
  return path
}
