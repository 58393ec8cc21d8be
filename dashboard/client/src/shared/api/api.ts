import { ref } from 'vue'
import type { ProvinceMap } from './provinceMap'
import type {
  About,
  Baseline,
  CampaignHead,
  CityFigures,
  Corrections,
  Course,
  EventsPage,
  Explanations,
  History,
  Metric,
  Place,
  Points,
  Reporting,
  Trend,
  Unit,
  Units,
  Unreported,
} from './types'

/** A failed request (RFC 9457 problem). `code` is stable; `message` is the server's text for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field?: string,
    /** Row of a submitted document with the error, counted as the server counts. */
    readonly row?: number,
  ) {
    super(detail)
    this.name = 'Problem'
  }
}

/** Code of a request without a response: network or server unavailable. */
export const UNREACHABLE = 'unreachable'

/** Returns true if a retry may succeed: no response or a 5xx status. */
export const isServerUnavailable = (fault: unknown): boolean =>
  fault instanceof Problem && (fault.status === 0 || fault.status >= 500)

/** Number of requests that were refused because nobody is signed in. */
export const signInRequests = ref(0)

/** Base path of the REST API. */
export const apiRoot = '/api/v1'

export const api = {
  about: () => get<About>('/about'),
  metrics: () => get<Metric[]>('/metrics'),
  cities: () => get<Place[]>('/cities'),
  units: () => get<Unit[]>('/units'),
  campaigns: () => get<CampaignHead[]>('/campaigns'),
  /** The approved map. Available if `about.mapApproval` is set. */
  map: () => get<ProvinceMap>('/map'),
  history: (metric: string, period: string, signal?: AbortSignal) =>
    get<History>(`/rankings/${encodeURIComponent(metric)}/history`, { period, step: 'day' }, signal),
  trend: (metric: string, when: PeriodQuery, signal?: AbortSignal) =>
    get<Trend>(`/rankings/${encodeURIComponent(metric)}/trend`, when, signal),
  explanations: (metric: string, baseline: Baseline, when: PeriodQuery, signal?: AbortSignal) =>
    get<Explanations>(`/rankings/${encodeURIComponent(metric)}/explanations`, { ...when, baseline }, signal),
  points: (metric: string, city: string, when: PeriodQuery, signal?: AbortSignal) =>
    get<Points>(`/rankings/${encodeURIComponent(metric)}/points`, { ...when, city }, signal),
  cityAsOf: (city: string, period: string, asOf: string, signal?: AbortSignal) =>
    get<CityFigures>(`/cities/${encodeURIComponent(city)}`, { period, asOf }, signal),
  course: (city: string, metric: string, period: string, signal?: AbortSignal) =>
    get<Course>(`/cities/${encodeURIComponent(city)}/course`, { metric, period }, signal),
  reporting: (city: string, period: string, signal?: AbortSignal) =>
    get<Reporting>(`/cities/${encodeURIComponent(city)}/reporting`, { period }, signal),
  unreported: (month: string | undefined, signal?: AbortSignal) =>
    get<Unreported>('/reporting', { period: month }, signal),
  cityUnits: (city: string, metric: string, period: string, signal?: AbortSignal) =>
    get<Units>(`/cities/${encodeURIComponent(city)}/units`, { metric, period }, signal),
  corrections: (city: string, signal?: AbortSignal) =>
    get<Corrections>(`/cities/${encodeURIComponent(city)}/corrections`, {}, signal),
  events: (query: EventQuery, signal?: AbortSignal) => get<EventsPage>('/events', query, signal),
  /** Address of a CSV export of all events of the query. */
  eventsCsv: (query: EventQuery) => `${apiRoot}/events.csv${queryString(query)}`,
  /** Reads a topic by REST, which names the reason of an error (the hub does not) and supports `asOf`. */
  topic: <T>(topic: string, asOf?: string, signal?: AbortSignal) => get<T>(restPath(topic), { asOf }, signal),
}

/** A period, current or as of an earlier moment. */
export interface PeriodQuery {
  period: string
  asOf?: string | undefined
}

export interface EventQuery {
  city?: string | undefined
  unit?: string | undefined
  metric?: string | undefined
  period?: string | undefined
  campaign?: string | undefined
  asOf?: string | undefined
  cursor?: string | undefined
}

/** Maps a topic name to the REST path with the same content. */
export function restPath(topic: string): string {
  const [kind = '', subject = '', period = ''] = topic.split('/')
  const [of, when] = [encodeURIComponent(subject), encodeURIComponent(period)]
  switch (kind) {
    case 'ranking':
      return `/rankings/${of}?period=${when}`
    case 'city':
      return `/cities/${of}?period=${when}`
    case 'province':
      return `/province?period=${of}`
    case 'campaign':
      return `/campaigns/${of}`
    case 'screen':
      return `/screens/${of}`
    case 'screens':
      return '/screens'
    default:
      return '/events'
  }
}

const get = <T>(path: string, query: object = {}, signal?: AbortSignal) =>
  request<T>('GET', path + queryString(query, path.includes('?') ? '&' : '?'), { signal })

/** Sends a JSON request and returns the parsed response. Throws `Problem` on failure. */
export async function request<T = unknown>(
  method: string,
  path: string,
  { body, signal }: { body?: unknown; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const headers = new Headers({ accept: 'application/json' })
  if (body !== undefined) headers.set('content-type', 'application/json')
  const response = await fetchResponse(path, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  })
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** Sends a request and returns the raw response. Throws `Problem` on failure. */
export async function fetchResponse(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(apiRoot + path, init)
  } catch (fault) {
    if (init.signal?.aborted) throw fault
    throw new Problem(0, UNREACHABLE, '')
  }
  if (response.ok) return response
  const problem = await readProblem(response)
  if (problem.code === 'sign_in_needed') signInRequests.value++
  throw problem
}

/** Builds a query string from the string members of an object. */
export function queryString(query: object, mark = '?'): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return given.length ? mark + new URLSearchParams(given) : ''
}

/** Converts an error response to a `Problem`. */
export async function readProblem(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as {
    code?: string
    detail?: string
    field?: string
    row?: number
  }
  // A proxy without a running server answers without a problem document.
  const away = !body.code && response.status >= 500
  return new Problem(
    response.status,
    body.code ?? (away ? UNREACHABLE : 'unknown'),
    body.detail ?? '',
    body.field,
    body.row,
  )
}
