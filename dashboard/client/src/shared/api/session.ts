import { useSessionStorage } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import { request } from './http'
import { storageOptions } from './storageOptions'
import type { CurrentSession, Session, SignOut, Totp } from './types'

/** Calls about the user's own session and account. */
export const sessionApi = {
  current: () => request<CurrentSession>('GET', '/session'),
  signIn: (name: string, password: string, code: string) =>
    request('POST', '/session', { body: { name, password, ...(code && { code }) } }),
  signInByCode: (code: string) => request('POST', '/session/code', { body: { code } }),
  reauthenticate: (password: string, code: string) =>
    request('POST', '/session/proof', { body: { password, ...(code && { code }) } }),
  signOut: () => request<SignOut | undefined>('DELETE', '/session'),
  setPassword: (before: string, password: string) =>
    changeSession(() => request('PUT', '/session/password', { body: { before, password } })),
  newTotp: () => request<Totp>('POST', '/session/totp'),
  confirmTotp: (code: string) => changeSession(() => request('PUT', '/session/totp', { body: { code } })),
  endTotp: () => request('DELETE', '/session/totp'),
  list: () => request<Session[]>('GET', '/session/all'),
  revoke: (id: string) => request('DELETE', `/session/all/${encodeURIComponent(id)}`),
}

/** Role of a user who must first set a password or one-time codes and may do nothing else. */
export const SETUP_ROLE = 'newcomer'

const session = shallowRef<CurrentSession>()
let refreshing: Promise<void> | undefined
let refreshCount = 0
let change: Promise<unknown> | undefined

/** The current session. Loaded on first use. */
export function useSession() {
  if (!session.value && !refreshing) void refreshSession()
  return {
    session,
    /** A user with an account; undefined for a screen, which signs in by its token. */
    user: computed(() => (session.value?.session ? session.value : undefined)),
    /** False if the session may read no single events. */
    seesEvents: computed(() => !session.value || !!session.value.session || session.value.public.includes('events')),
    refreshSession,
  }
}

/** The current session, once it is loaded. */
export async function loadSession(): Promise<CurrentSession | undefined> {
  if (!session.value) await (refreshing ?? refreshSession())
  return session.value
}

/** Loads the session as it is after this call, with retries until the server answers. */
function refreshSession(): Promise<void> {
  refreshCount++
  return (refreshing ??= load().finally(() => (refreshing = undefined)))
}

/**
 * Changes the session. A session that is loaded meanwhile is not shown: the server closes the connections of the old
 * cookie before the response with the new one arrives, and a request with the old one finds nobody signed in.
 */
async function changeSession<T>(act: () => Promise<T>): Promise<T> {
  refreshCount++
  const acting = (change = act())
  try {
    return await acting
  } finally {
    change = undefined
  }
}

async function load() {
  for (;;) {
    if (change) await change.catch(() => undefined)
    const count = refreshCount
    try {
      const next = await sessionApi.current()
      // A later call or change needs a later response.
      if (count !== refreshCount) continue
      session.value = next
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 3000 + Math.random() * 2000))
    }
  }
}

/** Address of the sign-in page that returns to `back` afterwards. */
export const signInUrl = (back: string, why?: 'ended'): string =>
  `/sign-in?${new URLSearchParams({ ...(back !== '/' && { back }), ...(why && { why }) })}`

/** Returns a path of this site to go back to after sign-in, whatever the link says. */
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
