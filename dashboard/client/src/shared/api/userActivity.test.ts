import { afterEach, beforeEach, expect, it, vi } from 'vitest'

let page: EventTarget
let headers: Headers | undefined

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
  page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    headers = init.headers as Headers
    return Promise.resolve(new Response('{}'))
  })
})
afterEach(() => vi.unstubAllGlobals())

it('marks requests without recent input as background requests', async () => {
  const { request } = await import('./http')
  const isBackground = async () => {
    await request('GET', '/metrics')
    return headers?.get('x-background') === 'true'
  }
  expect(await isBackground()).toBe(false)
  vi.advanceTimersByTime(60_000)
  expect(await isBackground()).toBe(true)
  page.dispatchEvent(new Event('keydown'))
  expect(await isBackground()).toBe(false)
})
