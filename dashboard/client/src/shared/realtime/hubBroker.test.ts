import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hub, HubRequest, OpenedHub } from './hub'
import { HubBroker, type PagePort } from './hubBroker'
import { aliveTimeout, type PageMessage, type WorkerMessage } from './hubSharing'

const request: HubRequest = { url: 'http://server/hubs/monitor', language: 'zh-CN', preferred: null }

/** A hub connection controlled by the test. */
class FakeHub {
  handlers = new Map<string, (message: never) => void>()
  invoke = vi.fn<Hub['invoke']>((_, topic) => Promise.resolve({ topic, seq: 1 } as never))
  send = vi.fn<Hub['send']>(() => Promise.resolve())
  stop = vi.fn<Hub['stop']>(() => Promise.resolve())
  open!: () => void
  refuse!: () => void
  end!: () => void
  constructor(readonly speak: () => void) {}
  start = () =>
    new Promise<OpenedHub>((resolve, reject) => {
      this.open = () => resolve({ transport: 'webSockets', silence: 0 })
      this.refuse = reject
    })
  on = (name: string, take: (message: never) => void) => void this.handlers.set(name, take)
  onclose = (act: () => void) => void (this.end = act)
  push = (name: string, message: object) => this.handlers.get(name)?.(message as never)
}

/** A page's end of its port. */
class FakePage implements PagePort {
  onmessage: PagePort['onmessage'] = null
  received: WorkerMessage[] = []
  crash!: () => void
  postMessage = (message: WorkerMessage) => void this.received.push(message)
  addEventListener = (_: string, act: () => void) => void (this.crash = act)
  close = vi.fn()
  send = (message: PageMessage) => this.onmessage?.({ data: message } as MessageEvent<PageMessage>)
  kinds = () => this.received.splice(0).map(({ kind }) => kind)
}

let hubs: FakeHub[]
let broker: HubBroker
const hub = () => hubs.at(-1) as FakeHub
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds)

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T12:00:00Z') })
  hubs = []
  broker = new HubBroker((_, onMessage) => {
    const created = new FakeHub(onMessage)
    hubs.push(created)
    return created
  })
})

function addPage() {
  const page = new FakePage()
  broker.add(page)
  page.send({ kind: 'start', request })
  return page
}

/** Pages with an open connection, which each show the topics. */
async function openPages(count: number, ...topics: string[]) {
  const pages = Array.from({ length: count }, addPage)
  hub().open()
  await pass()
  for (const page of pages) topics.forEach((topic, id) => page.send({ kind: 'subscribe', id, topic }))
  await pass()
  for (const page of pages) page.received = []
  return pages as [FakePage, ...FakePage[]]
}

describe('one connection for many pages', () => {
  it('opens once for twenty pages and answers each', async () => {
    const pages = Array.from({ length: 20 }, addPage)
    hub().open()
    await pass()
    const late = addPage()
    await pass()
    expect(hubs).toHaveLength(1)
    for (const page of [...pages, late]) expect(page.kinds()).toEqual(['connecting', 'opened'])
  })
  it('gives a page that joins late the present state and leaves the others alone', async () => {
    const [first] = await openPages(1, 'feed')
    await pass(2000)
    const late = addPage()
    await pass()
    hub().invoke.mockResolvedValue({ topic: 'feed', seq: 7 } as never)
    late.send({ kind: 'subscribe', id: 3, topic: 'feed' })
    await pass()
    expect(late.received.at(-1)).toEqual({ kind: 'subscribed', id: 3, snapshot: { topic: 'feed', seq: 7 } })
    expect(late.received).toContainEqual({ kind: 'opened', hub: { transport: 'webSockets', silence: 2000 } })
    expect(first.received).toEqual([])
  })
  it('sends a message to the pages that show its topic, and signs of life to all', async () => {
    const [first, second] = await openPages(2, 'feed')
    second?.send({ kind: 'unsubscribe', topic: 'feed' })
    hub().push('update', { topic: 'feed', seq: 2 })
    hub().speak()
    expect([first.kinds(), second?.kinds()]).toEqual([['pushed', 'heard'], ['heard']])
  })
  it('unsubscribes from a topic with its last page', async () => {
    const [first, second] = await openPages(2, 'feed')
    first.send({ kind: 'unsubscribe', topic: 'feed' })
    expect(hub().send).not.toHaveBeenCalled()
    second?.send({ kind: 'stop' })
    expect(hub().send).toHaveBeenCalledExactlyOnceWith('Unsubscribe', 'feed')
  })
  it('closes with its last page', async () => {
    const [first, second] = await openPages(2)
    first.send({ kind: 'stop' })
    expect(hub().stop).not.toHaveBeenCalled()
    second?.crash()
    expect(hub().stop).toHaveBeenCalled()
  })
  it('notices a page that died without an event', async () => {
    const [dead, living] = await openPages(2, 'feed')
    living?.send({ kind: 'subscribe', id: 9, topic: 'province/2026' })
    for (let waited = 0; waited <= aliveTimeout; waited += 20_000) {
      living?.send({ kind: 'alive' })
      hub().speak()
      await pass(20_000)
    }
    expect(dead.kinds().at(-1)).toBe('closed')
    living?.send({ kind: 'unsubscribe', topic: 'feed' })
    expect(hub().send).toHaveBeenCalledExactlyOnceWith('Unsubscribe', 'feed')
    expect(hub().stop).not.toHaveBeenCalled()
  })
  it('ends for all pages when the server closes it', async () => {
    const pages = await openPages(2, 'feed')
    hub().end()
    expect(pages.map((page) => page.kinds())).toEqual([['closed'], ['closed']])
    addPage()
    expect(hubs).toHaveLength(2)
  })
  it('is replaced if it has been silent, as after a sleep', async () => {
    const [sleeper] = await openPages(1)
    vi.setSystemTime(Date.now() + 60_000)
    addPage()
    expect(hubs).toHaveLength(2)
    expect([hubs[0]?.stop.mock.calls.length, sleeper.kinds()]).toEqual([1, ['closed']])
  })
  it('refuses all pages of a failed attempt and soon afterwards', async () => {
    const pages = [addPage(), addPage()]
    hub().refuse()
    await pass()
    pages.push(addPage())
    await pass()
    for (const page of pages) expect(page.kinds()).toEqual(['connecting', 'refused'])
    await pass(500)
    addPage()
    expect(hubs).toHaveLength(2)
  })
  it('chooses one moment to return for all pages', async () => {
    const pages = await openPages(2)
    hub().push('stopping', { from: 2, to: 12 })
    const moments = pages.map((page) => (page.received[0] as { message: { from: number; to: number } }).message)
    expect(moments[0]).toEqual(moments[1])
    expect(moments[0]?.from).toBe(moments[0]?.to)
  })
})
