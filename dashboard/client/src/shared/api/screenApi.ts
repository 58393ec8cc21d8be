import { call } from './api'
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
  say: (id: string, said: Said) => call('POST', `/screens/${encodeURIComponent(id)}/status`, { body: said }),
}

/** What the control room does. */
export const controlApi = {
  pair: (code: string, name: string, group: string) =>
    call<HallScreen>('POST', '/screens', { body: { code, name, group } }),
  arrange: (id: string, setup: ScreenSetup) =>
    call<HallScreen>('PUT', `/screens/${encodeURIComponent(id)}`, { body: setup }),
  order: (screens: string[], order: ScreenOrder) =>
    call<Orders>('POST', '/screens/orders', { body: { screens, order } }),
  remove: (id: string) => call('DELETE', `/screens/${encodeURIComponent(id)}`),
}
