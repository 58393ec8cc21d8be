import { request } from './http'
import type {
  PairingStatus,
  PairedScreen,
  ScreenCommandsResult,
  PairingCode,
  ScreenCommand,
  ScreenSetup,
  ScreenStatusReport,
} from './types'

/** Calls made by a screen. */
export const screenApi = {
  createPairingCode: () => request<PairingCode>('POST', '/screens/codes'),
  claim: (code: string, secret: string) =>
    request<PairingStatus>('POST', `/screens/codes/${code}`, { body: { secret } }),
  reportStatus: (id: string, status: ScreenStatusReport) =>
    request('POST', `/screens/${encodeURIComponent(id)}/status`, { body: status }),
}

/** Calls made by the control page. */
export const controlApi = {
  pair: (code: string, name: string, group: string) =>
    request<PairedScreen>('POST', '/screens', { body: { code, name, group } }),
  update: (id: string, setup: ScreenSetup) =>
    request<PairedScreen>('PUT', `/screens/${encodeURIComponent(id)}`, { body: setup }),
  sendCommand: (screens: string[], command: ScreenCommand) =>
    request<ScreenCommandsResult>('POST', '/screens/orders', { body: { screens, order: command } }),
  remove: (id: string) => request('DELETE', `/screens/${encodeURIComponent(id)}`),
}
