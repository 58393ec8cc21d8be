import { ref } from 'vue'
import { call } from './api'
import { keep, recall } from './memory'
import type { Claim, HallScreen, Orders, PairingCode, ScreenOrder, ScreenSetup } from './types'

/** What a screen says of itself. */
export interface Said {
  build: string
  scene?: string | undefined
  asOf?: string | undefined
  isLive: boolean
  width: number
  height: number
}

/** What a screen asks and says. */
export const screenApi = {
  offer: () => call<PairingCode>('POST', '/screens/codes'),
  claim: (code: string, secret: string) => call<Claim>('POST', `/screens/codes/${code}`, { body: { secret } }),
  say: (id: string, token: string, said: Said) => call('POST', `/screens/${encodeURIComponent(id)}/status`, { body: said, authorization: `Screen ${token}` }),
}

const remembered = 'ipm.key'
const ofTab = () => sessionStorage

/** The key of the control room, for as long as the tab is open. */
export const controlKey = ref(recall(remembered, ofTab) ?? '')

export function useKey(key: string): void {
  controlKey.value = key
  keep(remembered, key, ofTab)
}

/** What the control room does. */
export const controlApi = {
  all: () => asked('GET', '/screens'),
  pair: (code: string, name: string, group: string) => asked<HallScreen>('POST', '/screens', { code, name, group }),
  arrange: (id: string, setup: ScreenSetup) => asked<HallScreen>('PUT', `/screens/${encodeURIComponent(id)}`, setup),
  order: (screens: string[], order: ScreenOrder) => asked<Orders>('POST', '/screens/orders', { screens, order }),
  remove: (id: string) => asked('DELETE', `/screens/${encodeURIComponent(id)}`),
}

const asked = <T = unknown>(method: string, path: string, body?: unknown) =>
  call<T>(method, path, { ...(body !== undefined && { body }), authorization: controlKey.value ? `ApiKey ${controlKey.value}` : undefined })
