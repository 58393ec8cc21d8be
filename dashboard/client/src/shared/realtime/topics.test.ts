import { beforeEach, expect, it, vi } from 'vitest'
import type { Problem } from '@/shared/api/http'
import type { LiveMessage, SnapshotMessage } from '@/shared/api/hubMessages'

type Listener = Parameters<typeof import('./connection').connect>[0]

interface Question {
  topic: string
  answer(message: Partial<SnapshotMessage>): void
  refuse(): void
}

const server = vi.hoisted(() => ({
  open: false,
  listener: undefined as unknown,
  asked: [] as unknown[],
  left: [] as string[],
  topic: vi.fn(),
}))
const asked = server.asked as Question[]

vi.mock('./connection', () => ({
  connect: (listener: Listener) => {
    server.listener = listener
    return {
      isOpen: () => server.open,
      unsubscribe: (topic: string) => server.left.push(topic),
      subscribe: (topic: string) =>
        new Promise((resolve, reject) => {
          asked.push({
            topic,
            answer: (message) => resolve({ topic, epoch: 'a', seq: 1, position: 1, at: '', data: {}, ...message }),
            refuse: () => reject(new Error()),
          })
        }),
    }
  },
}))
vi.mock('@/shared/api/api', async (original) => ({ ...(await original<object>()), api: { topic: server.topic } }))

let frames: (() => void)[]
let acquireTopic: typeof import('./topics').acquireTopic
let releaseTopic: typeof import('./topics').releaseTopic
let restoreTopics: typeof import('./topics').restoreTopics
let problem: typeof Problem

const listener = () => server.listener as Listener
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds)
const paint = () => frames.splice(0).forEach((act) => act())
const topics = () => asked.map((one) => one.topic)
const update = (seq: number, changes: Record<string, unknown> = {}, epoch = 'a'): LiveMessage => ({
  kind: 'update',
  message: { topic: 'feed', epoch, seq, position: seq, at: '', changes },
})

async function open() {
  server.open = true
  listener().opened()
  await pass()
}

function close() {
  server.open = false
  listener().closed(Date.now())
}

async function answer(message: Partial<SnapshotMessage> = {}) {
  asked.at(-1)?.answer(message)
  await pass()
}

beforeEach(async () => {
  vi.useFakeTimers()
  vi.resetModules()
  frames = []
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act))
  asked.length = server.left.length = 0
  server.open = false
  server.topic.mockReset().mockResolvedValue({})
  ;({ acquireTopic, releaseTopic, restoreTopics } = await import('./topics'))
  problem = (await import('@/shared/api/http')).Problem
})

it('is subscribed once for all users and released with the last', async () => {
  const topic = acquireTopic('feed')
  expect(acquireTopic('feed')).toBe(topic)
  await open()
  await answer({ data: { a: 1 } })
  expect(topics()).toEqual(['feed'])
  expect([topic.state.value?.data, topic.pending.value]).toEqual([{ a: 1 }, undefined])
  releaseTopic('feed')
  expect(server.left).toEqual([])
  releaseTopic('feed')
  expect(server.left).toEqual(['feed'])
})
it.each([
  ['a gap', update(5)],
  ['a new epoch', update(2, {}, 'b')],
])('after %s asks for a snapshot, shows what it knew until then, and goes on from there', async (_, message) => {
  const topic = acquireTopic('feed')
  await open()
  await answer({ data: { a: 1 } })
  listener().received('feed', message)
  expect(topics()).toEqual(['feed', 'feed'])
  expect([topic.state.value?.data, topic.pending.value !== undefined]).toEqual([{ a: 1 }, true])
  await answer({ epoch: 'b', seq: 7, data: { a: 2 } })
  listener().received('feed', update(8, { a: 3 }, 'b'))
  paint()
  expect([topic.state.value?.data, topic.pending.value]).toEqual([{ a: 3 }, undefined])
  expect(asked).toHaveLength(2)
})
it('is published once a frame', async () => {
  const topic = acquireTopic('feed')
  await open()
  await answer({ data: { a: 1 } })
  expect(topic.state.value?.data).toEqual({ a: 1 })
  paint()
  for (const seq of [2, 3, 4]) listener().received('feed', update(seq, { a: seq }))
  expect([topic.state.value?.data, frames.length]).toEqual([{ a: 1 }, 1])
  paint()
  expect(topic.state.value?.data).toEqual({ a: 4 })
  listener().received('feed', update(5, { a: 5 }))
  paint()
  expect(topic.state.value?.data).toEqual({ a: 5 })
})
it('applies early messages after the snapshot', async () => {
  const topic = acquireTopic('feed')
  await open()
  for (const seq of [3, 4, 5]) listener().received('feed', update(seq, { a: seq }))
  await answer({ seq: 4, data: { a: 4 } })
  expect(topic.state.value).toMatchObject({ seq: 5, data: { a: 5 } })
  expect(asked).toHaveLength(1)
})
it('requests one snapshot when early messages do not follow', async () => {
  acquireTopic('feed')
  await open()
  for (const seq of [7, 9, 11]) listener().received('feed', update(seq))
  await answer({ seq: 4 })
  expect(asked).toHaveLength(2)
})
it('subscribes to all topics one by one after a reconnect', async () => {
  const shown = ['feed', 'city/370300/2024', 'province/2024'].map((name) => acquireTopic(name))
  await open()
  for (let i = 0; i < 3; i++) await answer({ data: { a: 1 } })
  close()
  expect(shown.every((topic) => topic.pending.value && topic.state.value)).toBe(true)
  asked.length = 0
  await open()
  expect(topics()).toEqual(['feed'])
  await answer()
  await answer()
  await answer()
  expect(topics()).toEqual(['feed', 'city/370300/2024', 'province/2024'])
  expect(shown.every((topic) => !topic.pending.value)).toBe(true)
})
it('is not blocked by a refused topic', async () => {
  acquireTopic('weather')
  const feed = acquireTopic('feed')
  server.topic.mockRejectedValue(new problem(404, 'topic_unknown', ''))
  await open()
  asked[0]?.refuse()
  await pass()
  await answer()
  expect(feed.pending.value).toBeUndefined()
})
it('ignores responses of an earlier connection', async () => {
  const topic = acquireTopic('feed')
  await open()
  close()
  await open()
  await answer({ seq: 9, data: { now: true } })
  asked[0]?.answer({ epoch: 'old', data: { old: true } })
  await pass()
  expect(asked).toHaveLength(2)
  expect(topic.state.value).toMatchObject({ seq: 9, data: { now: true } })
})
it('is not blocked by a request of an earlier connection', async () => {
  const topic = acquireTopic('feed')
  await open()
  close()
  await open()
  listener().received('feed', update(2, { a: 2 }))
  asked[0]?.refuse()
  await pass()
  await answer({ seq: 1, data: { a: 1 } })
  expect(topic.state.value).toMatchObject({ seq: 2, data: { a: 2 } })
})
it('has one request at a time, also when the connection closes between attempts', async () => {
  const topic = acquireTopic('feed')
  await open()
  asked[0]?.refuse()
  await pass()
  close()
  await open()
  await pass(60_000)
  expect(asked).toHaveLength(2)
  let tell: (problem: Problem) => void = () => undefined
  server.topic.mockReturnValue(new Promise((_, reject) => (tell = reject)))
  asked[1]?.refuse()
  await pass()
  close()
  await open()
  await answer()
  tell(new problem(503, 'source_unavailable', ''))
  await pass()
  expect(topic.problem.value).toBeUndefined()
})
it('keeps the time since it is behind over several connections', async () => {
  const topic = acquireTopic('feed')
  await open()
  await answer()
  await pass(60_000)
  const since = Date.now() - 40_000
  server.open = false
  listener().closed(since)
  await pass(5000)
  await open()
  close()
  expect(topic.pending.value).toEqual({ since })
})
it('stops and reports the problem of an unknown topic', async () => {
  const topic = acquireTopic('weather')
  server.topic.mockRejectedValue(new problem(404, 'topic_unknown', 'no weather'))
  await open()
  asked[0]?.refuse()
  await pass(60_000)
  expect(asked).toHaveLength(1)
  expect(topic.problem.value?.code).toBe('topic_unknown')
})
it('retries while the source is unavailable', async () => {
  const topic = acquireTopic('feed')
  server.topic.mockRejectedValue(new problem(503, 'source_unavailable', ''))
  await open()
  for (let i = 0; i < 20; i++) {
    asked.at(-1)?.refuse()
    await pass(5000)
  }
  expect(asked).toHaveLength(21)
  expect(topic.problem.value?.code).toBe('source_unavailable')
  await answer()
  expect([topic.problem.value, topic.pending.value]).toEqual([undefined, undefined])
})
it('ignores responses and stops retrying once released', async () => {
  const topic = acquireTopic('feed')
  await open()
  releaseTopic('feed')
  await answer({ data: { late: true } })
  expect(topic.state.value).toBeUndefined()
  const again = acquireTopic('feed')
  asked.at(-1)?.refuse()
  await pass()
  releaseTopic('feed')
  await pass(60_000)
  expect(asked).toHaveLength(2)
  expect(again.state.value).toBeUndefined()
})
it('follows the state of its source', async () => {
  const topic = acquireTopic('feed')
  await open()
  listener().received('feed', { kind: 'source', message: { topic: 'feed', live: false, at: '' } })
  await answer()
  expect(topic.state.value?.sourceLive).toBe(false)
  listener().received('feed', update(2))
  paint()
  expect(topic.state.value?.sourceLive).toBe(true)
})
it('of an earlier run is shown as outdated until its snapshot arrives, and once only', async () => {
  const at = new Date(Date.now() - 60_000).toISOString()
  const earlier = { topic: 'feed', epoch: 'old', seq: 9, position: 9, at, sourceLive: true, data: { a: 1, b: 1 } }
  restoreTopics([earlier])
  const topic = acquireTopic('feed')
  expect([topic.state.value, topic.pending.value]).toEqual([earlier, { since: Date.parse(at) }])
  await open()
  expect(topic.pending.value).toMatchObject({ since: Date.parse(at) })
  await answer({ epoch: 'new', data: { a: 2 } })
  expect([topic.state.value?.data, topic.pending.value]).toEqual([{ a: 2 }, undefined])
  releaseTopic('feed')
  expect(acquireTopic('feed').state.value).toBeUndefined()
})
it('is held while nothing shows it, the first name first', async () => {
  const { useHeldTopics } = await import('./useHeldTopics')
  const { effectScope, nextTick, ref } = await import('vue')
  const names = ref(['feed', 'province/2024', 'feed'])
  const scope = effectScope()
  const held = scope.run(() => useHeldTopics(() => names.value))
  await open()
  await answer({ data: { a: 1 } })
  await answer({ data: { a: 2 } })
  expect(topics()).toEqual(['feed', 'province/2024'])
  close()
  expect(acquireTopic('province/2024').state.value?.data).toEqual({ a: 2 })
  releaseTopic('province/2024')
  names.value = ['city/370300/2024', 'province/2024']
  await nextTick()
  expect(held?.value.map((topic) => topic.state.value?.data)).toEqual([undefined, { a: 2 }])
  expect(server.left).toEqual(['feed'])
  scope.stop()
  expect(server.left).toEqual(['feed', 'city/370300/2024', 'province/2024'])
})
