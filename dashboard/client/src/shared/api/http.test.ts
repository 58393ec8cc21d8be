import { afterEach, expect, it, vi } from 'vitest'
import { request } from './http'

const answer = vi.fn<typeof fetch>(() => Promise.resolve(new Response('{}')))

afterEach(() => vi.unstubAllGlobals())

it.each([
  ['en', 'en'],
  ['zh-CN', 'zh-CN'],
  ['', 'zh-CN'],
])('sends the page language %j as Accept-Language', async (lang, expected) => {
  vi.stubGlobal('document', { documentElement: { lang } })
  vi.stubGlobal('fetch', answer)
  await request('GET', '/about')
  const headers = new Headers(answer.mock.lastCall?.[1]?.headers)
  expect([headers.get('accept-language'), headers.get('accept')]).toEqual([expected, 'application/json'])
})
