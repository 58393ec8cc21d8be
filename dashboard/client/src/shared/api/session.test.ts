import { expect, it, vi } from 'vitest'
import { request } from './http'
import { useSession } from './session'

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
