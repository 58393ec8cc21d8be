import { queryString, request } from './http'
import type {
  EventKey,
  ReportedEvent,
  Submission,
  SubmissionRows,
  Submissions,
  SubmissionState,
  SubmittedRow,
} from './types'

/** Submissions and their review. */
export const submissionApi = {
  /** Reads a page; `next` of a page is the cursor of the following one. */
  list: (query: { state?: SubmissionState; city?: string | undefined; cursor?: string | undefined } = {}) =>
    submissionRequest<Submissions>('GET', queryString(query)),
  find: (id: string) => submissionRequest<Submission>('GET', submissionPath(id)),
  rows: (id: string, part: number) =>
    submissionRequest<SubmissionRows>('GET', `${submissionPath(id)}/rows?part=${part}`),
  create: (id: string, title: string, rows: SubmittedRow[]) =>
    submissionRequest<Submission>('POST', '', { id, title, rows }),
  // Actions apply to the version that the user has read; the server refuses another one.
  submit: (id: string, version: number) =>
    submissionRequest<Submission>('POST', `${submissionPath(id)}/submit`, { version }),
  publish: (id: string, version: number) =>
    submissionRequest<Submission>('POST', `${submissionPath(id)}/publish`, { version }),
  return: (id: string, version: number, reason: string) =>
    submissionRequest<Submission>('POST', `${submissionPath(id)}/return`, { version, reason }),
  undo: (id: string, version: number, reason: string) =>
    submissionRequest<Submission>('POST', `${submissionPath(id)}/undo`, { version, reason }),
}

/** Returns an event with everything that corrected it, oldest first. */
export const eventHistory = ({ source, id }: EventKey) =>
  request<ReportedEvent[]>('GET', `/events/history?${new URLSearchParams({ source, id })}`)

const submissionPath = (id: string) => `/${encodeURIComponent(id)}`
const submissionRequest = <T>(method: string, path: string, body?: unknown) =>
  request<T>(method, `/submissions${path}`, { ...(body !== undefined && { body }) })
