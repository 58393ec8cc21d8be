import { beforeEach, expect, it, vi } from 'vitest'
import type { PageMessage, WorkerMessage } from './hubSharing'
import type { SharedHubWorker } from './sharedHub'

const request = { url: 'http://server/hubs/monitor', language: 'zh-CN', preferred: null }
const opened = { transport: 'webSockets', silence: 0 } as const
let sent: PageMessage[]
let worker: SharedHubWorker
let fail: () => void
let module: typeof import('./sharedHub')
const onMessage = vi.fn()
const answer = (message: WorkerMessage) => worker.port.onmessage?.call({} as never, { data: message } as never)
const create = (connect: (name: string) => SharedHubWorker = () => worker) =>
  module.createSharedHub(request, onMessage, connect)

beforeEach(async () => {
  vi.useFakeTimers()
  vi.resetModules()
  vi.stubGlobal('SharedWorker', vi.fn())
  module = await import('./sharedHub')
  sent = []
  worker = {
    addEventListener: (_, act) => void (fail = act),
    removeEventListener: () => undefined,
    port: { onmessage: null, postMessage: (message: PageMessage) => void sent.push(message), close: vi.fn() } as never,
  }
})

it('opens, subscribes and receives like a connection of its own', async () => {
  const hub = create()
  const [received, closed] = [vi.fn(), vi.fn()]
  hub.on('update', received)
  hub.onclose(closed)
  const start = hub.start()
  answer({ kind: 'opened', hub: opened })
  expect(await start).toEqual(opened)
  const snapshot = hub.invoke('Subscribe', 'feed')
  expect(sent.at(-1)).toEqual({ kind: 'subscribe', id: 1, topic: 'feed' })
  answer({ kind: 'subscribed', id: 1, snapshot: { seq: 4 } as never })
  expect(await snapshot).toEqual({ seq: 4 })
  answer({ kind: 'pushed', name: 'update', message: { seq: 5 } })
  answer({ kind: 'heard' })
  answer({ kind: 'closed' })
  expect([received.mock.calls, onMessage.mock.calls.length, closed.mock.calls.length]).toEqual([[[{ seq: 5 }]], 1, 1])
})
it('tells that the page is alive until it is closed', async () => {
  const hub = create()
  void hub.start()
  answer({ kind: 'opened', hub: opened })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent.filter(({ kind }) => kind === 'alive')).toHaveLength(3)
  answer({ kind: 'closed' })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent.filter(({ kind }) => kind === 'alive')).toHaveLength(3)
})
it('is not used again if the worker cannot be started', async () => {
  for (const failing of [
    () => {
      const start = create().start()
      fail()
      return start
    },
    () =>
      create(() => {
        throw new Error('blocked')
      }).start(),
  ]) {
    expect(module.canShareHub()).toBe(true)
    await expect(failing()).rejects.toThrow()
    expect(module.canShareHub()).toBe(false)
    vi.resetModules()
    module = await import('./sharedHub')
  }
})
it('is not used again if the worker does not answer', async () => {
  const answered = create()
  void answered.start()
  answer({ kind: 'connecting' })
  await answered.stop()
  expect(module.canShareHub()).toBe(true)
  const silent = create()
  void silent.start()
  await silent.stop()
  expect(module.canShareHub()).toBe(false)
})
