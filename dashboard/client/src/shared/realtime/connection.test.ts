import { beforeEach, describe, expect, it, vi } from 'vitest'
import { serverNow } from '@/shared/api/serverClock'
import { connect, lastContact, linkState } from './connection'
import type { Hub, OpenedHub } from './hub'
import { linkTransport } from './linkTransport'

/** A hub connection controlled by the test. */
class FakeHub implements Hub {
  handlers = new Map<string, (message: never) => void>()
  stopped = false
  open!: (silence?: number) => void
  refuse!: () => void
  end!: () => void
  invoke = vi.fn<Hub['invoke']>(() => new Promise(() => undefined))
  send = vi.fn<Hub['send']>(() => Promise.resolve())

  constructor(readonly speak: () => void) {}

  start = () =>
    new Promise<OpenedHub>((resolve, reject) => {
      this.open = (silence = 0) => resolve({ transport: 'webSockets', silence })
      this.refuse = reject
    })
  stop = () => {
    this.stopped = true
    return Promise.resolve()
  }
  on = (name: string, take: (message: never) => void) => void this.handlers.set(name, take)
  onclose = (act: () => void) => (this.end = act)
  push = (name: string, message: object) =>
    this.handlers.get(name)?.({ at: new Date().toISOString(), ...message } as never)
}

let page: EventTarget
let tab: EventTarget
let paint: () => void
let hubs: FakeHub[]
const hub = () => hubs.at(-1) as FakeHub
const listener = { opened: vi.fn(), closed: vi.fn(), received: vi.fn() }
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)
const noon = Date.parse('2026-11-21T12:00:00Z')

function connected() {
  return connect(listener, (speak) => {
    hubs.push(new FakeHub(speak))
    return hub()
  })
}

function anew() {
  vi.clearAllTimers()
  ;[page, tab, hubs] = [new EventTarget(), Object.assign(new EventTarget(), { visibilityState: 'visible' }), []]
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('document', tab)
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => (paint = act))
  linkState.value = 'connecting'
}

async function opened() {
  const connection = connected()
  hub().open()
  await pass(0)
  return connection
}

beforeEach(() => {
  vi.useFakeTimers({ now: noon })
  vi.clearAllMocks()
  anew()
})

describe('a connection', () => {
  it('retries without limit and is lost after the grace period', async () => {
    connected()
    const times: number[] = []
    for (let attempt = 0; attempt < 200; attempt++) {
      const before = hubs.length
      hub().refuse()
      while (hubs.length === before) await pass(100)
      times.push(Date.now())
    }
    expect(linkState.value).toBe('lost')
    expect(Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? 0)))).toBeLessThanOrEqual(5100)
    hub().open()
    await pass(0)
    expect(linkState.value).toBe('open')
    expect(listener.opened).toHaveBeenCalledOnce()
  })
  it('replaces a connection that a stalled server never opens', async () => {
    connected()
    await pass(21_000)
    expect(hubs[0]?.stopped).toBe(true)
    expect(hubs).toHaveLength(2)
  })
  it('reconnects after a close and is not lost within the grace period', async () => {
    await opened()
    hub().end()
    expect(listener.closed).toHaveBeenCalledWith(noon)
    expect(linkState.value).toBe('connecting')
    await pass(500)
    expect(hubs).toHaveLength(2)
    expect(linkState.value).toBe('connecting')
    await pass(3500)
    expect(linkState.value).toBe('lost')
    hub().open()
    await pass(0)
    expect(linkState.value).toBe('open')
    expect(listener.opened).toHaveBeenCalledTimes(2)
  })
  it('stays open while pings arrive', async () => {
    await opened()
    for (let second = 0; second < 120; second++) {
      await pass(1000)
      if (second % 5 === 0) hub().speak()
      expect(linkState.value).toBe('open')
    }
    expect(hubs).toHaveLength(1)
  })
  it('is lost after eight silent seconds and dropped after twelve', async () => {
    await opened()
    await pass(7900)
    expect(linkState.value).toBe('open')
    await pass(1100)
    expect(linkState.value).toBe('lost')
    expect(hubs).toHaveLength(1)
    await pass(4500)
    expect([hubs[0]?.stopped, hubs.length]).toEqual([true, 2])
    expect(listener.closed).toHaveBeenCalledWith(noon)
  })
  it('keeps the time of the last message while the page is suspended', async () => {
    await opened()
    await pass(2000)
    hub().speak()
    vi.setSystemTime(noon + 60_000)
    paint()
    expect(linkState.value).toBe('lost')
    expect(lastContact()).toBe(noon + 2000)
  })
  it('is open again when a message arrives in time', async () => {
    await opened()
    await pass(9000)
    hub().speak()
    expect([linkState.value, hubs.length]).toEqual(['open', 1])
  })
  it('is dropped after a sleep, whichever event comes first', async () => {
    for (const first of [
      () => paint(),
      () => hub().speak(),
      () => hub().end(),
      () => tab.dispatchEvent(new Event('visibilitychange')),
      () => pass(1000),
    ]) {
      anew()
      vi.setSystemTime(noon)
      await opened()
      const slept = hub()
      vi.setSystemTime(Date.now() + 60_000)
      await first()
      expect([linkState.value, slept.stopped]).toEqual(['lost', true])
      expect(listener.closed).toHaveBeenLastCalledWith(noon)
      slept.push('update', { topic: 'feed' })
      slept.speak()
      expect(linkState.value).toBe('lost')
    }
    expect(listener.received).not.toHaveBeenCalled()
  })
  it('is dropped on freeze and reopened on resume', async () => {
    await opened()
    tab.dispatchEvent(new Event('freeze'))
    expect([linkState.value, hubs[0]?.stopped]).toEqual(['lost', true])
    tab.dispatchEvent(new Event('resume'))
    await pass(0)
    expect(hubs).toHaveLength(2)
  })
  it('is dropped when offline and retried at once when online', async () => {
    await opened()
    await pass(4000)
    page.dispatchEvent(new Event('offline'))
    paint()
    expect([linkState.value, hubs[0]?.stopped]).toEqual(['connecting', true])
    page.dispatchEvent(new Event('online'))
    await pass(0)
    expect(hubs).toHaveLength(2)
  })
  it('is dropped when a response is lost', async () => {
    const connection = await opened()
    void connection.subscribe('feed')
    for (let second = 0; second < 36; second++) {
      await pass(1000)
      hubs[0]?.speak()
    }
    expect(hubs[0]?.stopped).toBe(true)
    expect(hubs).toHaveLength(2)
  })
  it("learns the server's clock anew: a sleep may have set this one", async () => {
    await opened()
    const told = (ahead: number) =>
      hub().push('update', { topic: 'feed', at: new Date(Date.now() + ahead).toISOString() })
    told(0)
    told(-5000)
    expect(serverNow()).toBe(Date.now())
    hub().end()
    await pass(500)
    hub().open()
    await pass(0)
    told(-5000)
    expect(serverNow()).toBe(Date.now() - 5000)
  })
  it('returns within the window that a stopping server names', async () => {
    await opened()
    hub().push('stopping', { from: 4, to: 6 })
    expect(hub().stopped).toBe(true)
    await pass(3900)
    expect(hubs).toHaveLength(1)
    await pass(2200)
    expect(hubs).toHaveLength(2)
    hub().open()
    await pass(0)
    hub().end()
    await pass(500)
    expect(hubs).toHaveLength(3)
  })
  it('counts the silence of a connection that other tabs have used before', async () => {
    connected()
    hub().open(7000)
    await pass(2000)
    expect(linkState.value).toBe('lost')
  })
  it('tries the next transport after one that stays silent', async () => {
    await opened()
    expect(linkTransport.value).toBe('webSockets')
    await pass(13_000)
    expect(linkTransport.value).toBe('serverSentEvents')
    await opened()
    hub().speak()
    await pass(13_000)
    expect(linkTransport.value).toBe('webSockets')
  })
  it('is dropped when the page is left and reopened when it is shown again', async () => {
    await opened()
    page.dispatchEvent(new Event('pagehide'))
    expect(hubs[0]?.stopped).toBe(true)
    await pass(500)
    expect(hubs).toHaveLength(2)
  })
  it('forwards messages until it is closed', async () => {
    await opened()
    hub().push('snapshot', { topic: 'feed', seq: 1 })
    hub().push('source', { topic: 'feed', live: false })
    expect(listener.received.mock.calls.map(([, message]) => (message as { kind: string }).kind)).toEqual([
      'snapshot',
      'source',
    ])
    hub().end()
    hub().push('update', { topic: 'feed', seq: 2 })
    expect(listener.received).toHaveBeenCalledTimes(2)
  })
})
