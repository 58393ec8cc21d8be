import { request, requestAll } from './http'
import type {
  AccountRow,
  AccountSetup,
  AuditPage,
  EndedSessions,
  ApiKeyRow,
  ApiKeySettings,
  NewAccount,
  NewKey,
  Session,
} from './types'

const accountPath = (name: string) => `/accounts/${encodeURIComponent(name)}`

/** Account administration. */
export const accountApi = {
  list: () => requestAll<AccountRow>('/accounts'),
  create: (name: string, setup: AccountSetup) => request<NewAccount>('POST', '/accounts', { body: { name, ...setup } }),
  update: (name: string, setup: AccountSetup) => request<AccountRow>('PUT', accountPath(name), { body: setup }),
  resetPassword: (name: string) => request<NewAccount>('POST', `${accountPath(name)}/password`),
  /** Removes the second factor. `how` records how the owner was identified. */
  endTotp: (name: string, how: string) => request('DELETE', `${accountPath(name)}/totp`, { body: { how } }),
  sessions: (name: string) => requestAll<Session>(`${accountPath(name)}/sessions`),
  endSessions: (name: string) => request<EndedSessions>('DELETE', `${accountPath(name)}/sessions`),
}

/** API key administration. */
export const keyApi = {
  list: () => requestAll<ApiKeyRow>('/keys'),
  issue: (scope: ApiKeySettings) => request<NewKey>('POST', '/keys', { body: scope }),
  rotate: (id: string, hours: number) =>
    request<NewKey>('POST', `/keys/${encodeURIComponent(id)}/rotate?hours=${hours}`),
  revoke: (id: string) => request('DELETE', `/keys/${encodeURIComponent(id)}`),
}

export const auditApi = {
  page: (before?: number) => request<AuditPage>('GET', before === undefined ? '/audit' : `/audit?before=${before}`),
}
