import { request } from './http'
import type { Claim, HallScreen, Orders, PairingCode, ScreenOrder, ScreenSetup, ScreenStatusReport } from './types'

/** Calls made by a screen. */
export const screenApi = {
  createPairingCode: () => request<PairingCode>('POST', '/screens/codes'),
  claim: (code: string, secret: string) => request<Claim>('POST', `/screens/codes/${code}`, { body: { secret } }),
  reportStatus: (id: string, status: ScreenStatusReport) =>
    request('POST', `/screens/${encodeURIComponent(id)}/status`, { body: status }),
}

/** Calls made by the control page. */
export const controlApi = {
  pair: (code: string, name: string, group: string) =>
    request<HallScreen>('POST', '/screens', { body: { code, name, group } }),
  update: (id: string, setup: ScreenSetup) =>
    request<HallScreen>('PUT', `/screens/${encodeURIComponent(id)}`, { body: setup }),
  sendCommand: (screens: string[], order: ScreenOrder) =>
    request<Orders>('POST', '/screens/orders', { body: { screens, order } }),
  remove: (id: string) => request('DELETE', `/screens/${encodeURIComponent(id)}`),
}
