import { afterEach, expect, test, vi } from 'vitest'
import { findHealthProblems } from './healthApi'

afterEach(() => vi.unstubAllGlobals())

const answer = (status: number, body: unknown) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status })))

const clock = { check: 'clock', state: 'degraded', code: 'clock_jumped', message: 'The clock jumped' }
const store = { check: 'store', state: 'ok', code: 'store_writable', message: 'fine' }

test('findings that need attention are returned, also with 503', async () => {
  for (const status of [200, 503]) {
    answer(status, { checks: [store, clock] })
    expect(await findHealthProblems()).toEqual([clock])
  }
})

test('a reader who may not see them, or a server that does not answer, has none', async () => {
  answer(403, { code: 'not_allowed' })
  expect(await findHealthProblems()).toEqual([])
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
  expect(await findHealthProblems()).toEqual([])
})
