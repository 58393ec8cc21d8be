import { request } from './api'
import type { Draft, EventKey, ReportedEvent, Submission, SubmissionRows, Submissions, SubmissionState } from './types'

/** A row as it is typed in: numbers as numbers, a target as an object. */
export type TypedRow = Omit<Draft, 'value' | 'weight' | 'target'> & {
  value?: number
  weight?: number
  target?: EventKey
}

/** What desks do with what is handed in. */
export const submissionApi = {
  all: (state?: SubmissionState) => asked<Submissions>('GET', state ? `?state=${state}` : ''),
  find: (id: string) => asked<Submission>('GET', at(id)),
  rows: (id: string, part: number) => asked<SubmissionRows>('GET', `${at(id)}/rows?part=${part}`),
  make: (id: string, title: string, rows: TypedRow[]) => asked<Submission>('POST', '', { id, title, rows }),
  submit: (id: string) => asked<Submission>('POST', `${at(id)}/submit`, {}),
  publish: (id: string) => asked<Submission>('POST', `${at(id)}/publish`, {}),
  return: (id: string, reason: string) => asked<Submission>('POST', `${at(id)}/return`, { reason }),
  undo: (id: string, reason: string) => asked<Submission>('POST', `${at(id)}/undo`, { reason }),
}

/** Everything that corrected an event, with the event itself, oldest first. */
export const eventHistory = ({ source, id }: EventKey) =>
  request<ReportedEvent[]>('GET', `/events/history?${new URLSearchParams({ source, id })}`)

const at = (id: string) => `/${encodeURIComponent(id)}`
const asked = <T>(method: string, path: string, body?: unknown) =>
  request<T>(method, `/submissions${path}`, { ...(body !== undefined && { body }) })
