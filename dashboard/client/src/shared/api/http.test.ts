import { afterEach, expect, it, vi } from 'vitest'
import { queryString, request, requestAll } from './http'

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

it('repeats a list in the query and leaves out what is absent', () => {
  const query = { form: 'series', period: undefined, answer: ['column:填报!D=ytd', 'hidden=a&b'] }
  expect(queryString(query)).toBe('?form=series&answer=column%3A%E5%A1%AB%E6%8A%A5%21D%3Dytd&answer=hidden%3Da%26b')
  expect(queryString({ answer: [] })).toBe('')
})

it('reads a list to its end by the Link header', async () => {
  const pages = vi.fn<typeof fetch>((path) =>
    Promise.resolve(
      path === '/api/v1/keys'
        ? new Response('[1,2]', { headers: { link: '</ipm/api/v1/keys?cursor=c>; rel="next"' } })
        : new Response('[3]'),
    ),
  )
  vi.stubGlobal('fetch', pages)
  expect(await requestAll<number>('/keys')).toEqual([1, 2, 3])
  expect(pages.mock.lastCall?.[0]).toBe('/api/v1/keys?cursor=c')
})
