import { call } from './api'
import type { AccountRow, AuditPage, Ended, KeyRow, NewAccount, NewKey, Role, Session } from './types'

/** What an administrator sets of an account. */
export interface AccountSetup {
  title: string
  role: Role
  city?: string | undefined
  external?: string | undefined
  isDisabled: boolean
}

/** What a machine's key is for. */
export interface KeyScope {
  name: string
  sources: string[]
  cities: string[]
  perMinute: number
  until?: string | undefined
}

const of = (name: string) => `/accounts/${encodeURIComponent(name)}`

/** What the province's administrators do about accounts. */
export const accountApi = {
  all: () => call<AccountRow[]>('GET', '/accounts'),
  create: (name: string, setup: AccountSetup) => call<NewAccount>('POST', '/accounts', { body: { name, ...setup } }),
  arrange: (name: string, setup: AccountSetup) => call<AccountRow>('PUT', of(name), { body: setup }),
  newPassword: (name: string) => call<NewAccount>('POST', `${of(name)}/password`),
  /** With how its owner was known. */
  endTotp: (name: string, how: string) => call('DELETE', `${of(name)}/totp`, { body: { how } }),
  sessions: (name: string) => call<Session[]>('GET', `${of(name)}/sessions`),
  endSessions: (name: string) => call<Ended>('DELETE', `${of(name)}/sessions`),
}

/** And about the keys of machines. */
export const keyApi = {
  all: () => call<KeyRow[]>('GET', '/keys'),
  issue: (scope: KeyScope) => call<NewKey>('POST', '/keys', { body: scope }),
  rotate: (id: string, hours: number) => call<NewKey>('POST', `/keys/${encodeURIComponent(id)}/rotate?hours=${hours}`),
  revoke: (id: string) => call('DELETE', `/keys/${encodeURIComponent(id)}`),
}

export const auditApi = {
  page: (before?: number) => call<AuditPage>('GET', before === undefined ? '/audit' : `/audit?before=${before}`),
}
