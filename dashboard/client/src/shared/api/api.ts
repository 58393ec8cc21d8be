import { apiRoot, queryString, request, requestAll } from './http'
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
  UnitFigures,
  Unreported,
} from './types'

export const api = {
  about: () => get<About>('/about'),
  metrics: () => get<Metric[]>('/metrics'),
  cities: () => get<Place[]>('/cities'),
  units: () => get<Unit[]>('/units'),
  campaigns: () => requestAll<CampaignHead>('/campaigns'),
  /** The approved map. Available if `about.mapApproval` is set. */
  map: () => get<ProvinceMap>('/map'),
  history: (metric: string, period: string, signal?: AbortSignal) =>
    get<History>(`/rankings/${encodeURIComponent(metric)}/history`, { period, step: 'day' }, signal),
  trend: (metric: string, when: PeriodQuery & { step?: 'week' | undefined }, signal?: AbortSignal) =>
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
    get<UnitFigures>(`/cities/${encodeURIComponent(city)}/units`, { metric, period }, signal),
  corrections: (city: string, signal?: AbortSignal) =>
    get<Corrections>(`/cities/${encodeURIComponent(city)}/corrections`, {}, signal),
  events: (query: EventQuery, signal?: AbortSignal) => get<EventsPage>('/events', query, signal),
  /** Address of a CSV export of all events of the query. */
  eventsWorkbook: (query: EventQuery) => `${apiRoot}/events.xlsx${queryString(query)}`,
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
