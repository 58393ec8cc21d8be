import { computed, shallowRef } from 'vue'
import { call } from './api'
import { keep, recall } from './browserStorage'
import type { Session, Totp, Visit } from './types'

/** What one does about one's own session and account. */
export const sessionApi = {
  who: () => call<Visit>('GET', '/session'),
  enter: (name: string, password: string, code: string) =>
    call('POST', '/session', { body: { name, password, ...(code && { code }) } }),
  enterByCode: (code: string) => call('POST', '/session/code', { body: { code } }),
  prove: (password: string, code: string) =>
    call('POST', '/session/proof', { body: { password, ...(code && { code }) } }),
  leave: () => call('DELETE', '/session'),
  setPassword: (before: string, password: string) => call('PUT', '/session/password', { body: { before, password } }),
  newTotp: () => call<Totp>('POST', '/session/totp'),
  confirmTotp: (code: string) => call('PUT', '/session/totp', { body: { code } }),
  endTotp: () => call('DELETE', '/session/totp'),
  all: () => call<Session[]>('GET', '/session/all'),
  end: (id: string) => call('DELETE', `/session/all/${encodeURIComponent(id)}`),
}

/** Whose password somebody else knows, or who has to set up one-time codes: may do that, and nothing else. */
export const NEWCOMER = 'newcomer'

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
export const signInAt = (back: string, why?: 'ended'): string =>
  `/sign-in?${new URLSearchParams({ ...(back !== '/' && { back }), ...(why && { why }) })}`

/** Where one came from: an address of ours, whatever a link says. */
export function backTo(asked: unknown, origin = location.origin): string {
  if (typeof asked !== 'string' || !URL.canParse(asked, origin)) return '/'
  const { origin: its, pathname, search, hash } = new URL(asked, origin)
  return its === origin && pathname !== '/sign-in' ? pathname + search + hash : '/'
}

const remembered = 'ipm.back'
const ofTab = () => sessionStorage

/** Keeps the way back while one is away, at the office's own account system. */
export const keepBack = (back: string) => keep(remembered, back, ofTab)

/** The way back that was kept, once. */
export function takeBack(): string | undefined {
  const back = recall(remembered, ofTab)
  keep(remembered, undefined, ofTab)
  return back
}
