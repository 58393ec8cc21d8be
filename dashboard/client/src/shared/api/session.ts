import { computed, shallowRef } from 'vue'
import { request } from './api'
import { writeStored, readStored } from './browserStorage'
import type { Session, Totp, Visit } from './types'

/** What one does about one's own session and account. */
export const sessionApi = {
  who: () => request<Visit>('GET', '/session'),
  enter: (name: string, password: string, code: string) =>
    request('POST', '/session', { body: { name, password, ...(code && { code }) } }),
  enterByCode: (code: string) => request('POST', '/session/code', { body: { code } }),
  prove: (password: string, code: string) =>
    request('POST', '/session/proof', { body: { password, ...(code && { code }) } }),
  leave: () => request('DELETE', '/session'),
  setPassword: (before: string, password: string) =>
    request('PUT', '/session/password', { body: { before, password } }),
  newTotp: () => request<Totp>('POST', '/session/totp'),
  confirmTotp: (code: string) => request('PUT', '/session/totp', { body: { code } }),
  endTotp: () => request('DELETE', '/session/totp'),
  all: () => request<Session[]>('GET', '/session/all'),
  end: (id: string) => request('DELETE', `/session/all/${encodeURIComponent(id)}`),
}

/** Whose password somebody else knows, or who has to set up one-time codes: may do that, and nothing else. */
export const SETUP_ROLE = 'newcomer'

const visit = shallowRef<Visit>()
let looking: Promise<void> | undefined

/** Who is here: asked once, and again whenever it is in doubt. */
export function useSession() {
  if (!visit.value) void look()
  return {
    visit,
    /** Somebody with an account; a screen that comes in by its token is nobody. */
    person: computed(() => (visit.value?.session ? visit.value : undefined)),
    look,
  }
}

/** Asks who is here, until the server answers. */
function look(): Promise<void> {
  return (looking ??= ask().finally(() => (looking = undefined)))
}

async function ask() {
  for (;;) {
    try {
      visit.value = await sessionApi.who()
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

const remembered = 'ipm.back'
const ofTab = () => sessionStorage

/** Keeps the way back while one is away, at the office's own account system. */
export const storeReturnPath = (back: string) => writeStored(remembered, back, ofTab)

/** The way back that was kept, once. */
export function takeReturnPath(): string | undefined {
  const back = readStored(remembered, ofTab)
  writeStored(remembered, undefined, ofTab)
  return back
}
