import { expect, it, vi } from 'vitest'
import { request } from './http'
import { sessionApi, useSession } from './session'

vi.mock('./http', () => ({ request: vi.fn() }))

it('a refresh during another shows the session after its own call', async () => {
  const responses: ((role: string) => void)[] = []
  vi.mocked(request).mockImplementation(
    () => new Promise((resolve) => responses.push((role) => resolve({ session: 's', role } as never))),
  )
  const { user, refreshSession } = useSession()
  useSession()
  expect(responses).toHaveLength(1)

  const refreshed = refreshSession()
  responses[0]?.('newcomer')
  await vi.waitUntil(() => responses.length === 2)
  expect(user.value).toBeUndefined()
  responses[1]?.('bureau')
  await refreshed
  expect(user.value?.role).toBe('bureau')
  expect(responses).toHaveLength(2)
})

it.each([
  [{ session: 's', public: [] }, true],
  [{ public: ['figures', 'events'] }, true],
  [{ public: ['figures', 'campaigns'] }, false],
])('%j: single events are shown: %s', async (session, expected) => {
  vi.mocked(request).mockResolvedValue(session)
  const { seesEvents, refreshSession } = useSession()
  await refreshSession()
  expect(seesEvents.value).toBe(expected)
})

it('a session loaded during a change of password is not shown', async () => {
  const { user, refreshSession } = useSession()
  vi.mocked(request).mockResolvedValue({ session: 's', role: 'newcomer', public: [] })
  await refreshSession()

  const responses = new Map<string, (value: object) => void>()
  vi.mocked(request).mockImplementation(
    (method) => new Promise((resolve) => responses.set(method, resolve as (value: object) => void)),
  )
  const changed = sessionApi.setPassword('old', 'new')
  const refreshed = refreshSession()
  // The cookie of before is no longer valid, and that of after has not arrived.
  responses.get('GET')?.({ public: [] })
  await Promise.resolve()
  expect(user.value?.role).toBe('newcomer')
  responses.delete('GET')
  responses.get('PUT')?.({})
  await changed
  await vi.waitUntil(() => responses.has('GET'))
  responses.get('GET')?.({ session: 's', role: 'bureau', public: [] })
  await refreshed
  expect(user.value?.role).toBe('bureau')

  // A load that began before the change is loaded again after it.
  const early = refreshSession()
  const next = sessionApi.setPassword('new', 'newer')
  responses.get('GET')?.({ public: [] })
  responses.delete('GET')
  await Promise.resolve()
  expect(user.value?.role).toBe('bureau')
  responses.get('PUT')?.({})
  await next
  await vi.waitUntil(() => responses.has('GET'))
  responses.get('GET')?.({ session: 's', role: 'bureau', public: [] })
  await early
  expect(user.value?.role).toBe('bureau')
})
