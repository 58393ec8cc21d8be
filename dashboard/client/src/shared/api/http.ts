import { ref } from 'vue'
import { basePath } from './basePath'
import { isUserActive } from './userActivity'

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
export const isServerUnavailable = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 0 || error.status >= 500)

/** Number of requests that were refused because nobody is signed in. */
export const unauthenticatedCount = ref(0)

/** Base path of the REST API. */
export const apiRoot = `${basePath}/api/v1`

/** The language of the page; the server writes its texts in it. */
export const pageLanguage = (): string => globalThis.document?.documentElement?.lang || 'zh-CN'

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

/** Reads a list to its end: the next page is in the Link header of a page (RFC 8288). */
export async function requestAll<T>(path: string): Promise<T[]> {
  const rows: T[] = []
  for (let next: string | undefined = path; next !== undefined;) {
    const response = await fetchResponse(next, { headers: { accept: 'application/json' } })
    rows.push(...((await response.json()) as T[]))
    next = nextPage(response.headers.get('link'))
  }
  return rows
}

/** Returns the path of the next page in a Link header. */
function nextPage(link: string | null): string | undefined {
  const address = link && /<([^>]*)>;\s*rel="next"/.exec(link)?.[1]
  return address ? address.slice(address.indexOf(apiRoot) + apiRoot.length) : undefined
}

/** Sends a request and returns the raw response. Throws `Problem` on failure. */
export async function fetchResponse(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('accept-language', pageLanguage())
  // Watching is no activity: such a request does not keep the session from becoming idle.
  if (!isUserActive()) headers.set('x-background', 'true')
  let response: Response
  try {
    response = await fetch(apiRoot + path, { ...init, headers })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Problem(0, UNREACHABLE, '')
  }
  if (response.ok) return response
  const problem = await readProblem(response)
  if (problem.code === 'sign_in_needed') unauthenticatedCount.value++
  throw problem
}

/** Builds a query string from the members of an object that are strings or lists of strings. */
export function queryString(query: object, mark = '?'): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().flatMap((one): [string, string][] => (typeof one === 'string' ? [[name, one]] : [])),
  )
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
