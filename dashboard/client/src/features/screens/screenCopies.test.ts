import { beforeEach, describe, expect, it } from 'vitest'
import type { Catalogue } from '@/shared/api/catalogue'
import type { TopicState } from '@/shared/realtime/topicState'
import { maxAge, readCopies, writeCopies } from './screenCopies'
import { SealedStore, type KeyValueStore } from './sealedStore'

let values: Map<string, unknown>
let writes: string[]
let store: KeyValueStore
let written: Map<string, unknown>

const now = Date.parse('2026-04-20T08:00:00Z')
const catalogue = { about: { today: '2026-04-20' } } as Catalogue
const state = (topic: string, value: number): TopicState => ({
  topic,
  epoch: 'a',
  seq: 1,
  position: 1,
  at: '2026-04-20T07:59:00Z',
  sourceLive: true,
  data: { secret: `figure ${value}` },
})
const save = (screen: string, topics: TopicState[], contactAt = now) =>
  writeCopies(store, screen, { contactAt, catalogue, topics: new Map(topics.map((one) => [one.topic, one])) }, written)

beforeEach(() => {
  values = new Map()
  writes = []
  written = new Map()
  store = {
    get: (name) => Promise.resolve(values.get(name)),
    names: () => Promise.resolve([...values.keys()]),
    set: (name, value) => {
      values.set(name, value)
      writes.push(name)
      return Promise.resolve()
    },
    delete: (name) => {
      values.delete(name)
      return Promise.resolve()
    },
  }
})

describe('the copies of a screen', () => {
  it('are read as they were written', async () => {
    const topics = [state('feed', 1), state('province/2026', 2)]
    await save('lobby', topics)
    expect(await readCopies(store, 'lobby', now + 1)).toEqual({ contactAt: now, catalogue, topics })
  })

  it('are neither shown to another pairing nor kept beside its own', async () => {
    await save('lobby', [state('feed', 1)])
    expect(await readCopies(store, 'hall', now)).toBeUndefined()
    written.clear()
    await save('hall', [state('province/2026', 2)])
    expect(await readCopies(store, 'lobby', now)).toBeUndefined()
    expect((await readCopies(store, 'hall', now))?.topics.map((one) => one.topic)).toEqual(['province/2026'])
  })

  it('are not shown after their age limit', async () => {
    await save('lobby', [state('feed', 1)])
    expect(await readCopies(store, 'lobby', now + maxAge)).toBeDefined()
    expect(await readCopies(store, 'lobby', now + maxAge + 1)).toBeUndefined()
  })

  it('are written again only if they have changed', async () => {
    const [feed, province] = [state('feed', 1), state('province/2026', 2)]
    await save('lobby', [feed, province])
    writes = []
    await save('lobby', [feed, state('province/2026', 3)], now + 1)
    expect(writes).toEqual(['contact', 'topic:province/2026'])
  })

  it('keep the last state of a topic that has no state yet, and not of one that is no longer shown', async () => {
    await save('lobby', [state('feed', 1), state('province/2026', 2)])
    const topics = new Map<string, TopicState | undefined>([['feed', undefined]])
    await writeCopies(store, 'lobby', { contactAt: now, catalogue, topics }, written)
    expect((await readCopies(store, 'lobby', now))?.topics).toEqual([state('feed', 1)])
  })
})

describe('a sealed store', () => {
  it('holds no readable value and no exportable key', async () => {
    await save('lobby', [state('feed', 1)])
    const { iv, bytes } = values.get('topic:feed') as { iv: Uint8Array; bytes: ArrayBuffer }
    expect(iv).toHaveLength(12)
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('figure')
    const { key } = values.get('seal') as { key: CryptoKey }
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  it('does not read a value under another name or a damaged one', async () => {
    await save('lobby', [state('feed', 1)])
    values.set('topic:province/2026', values.get('topic:feed'))
    const sealed = (await SealedStore.open(store, 'lobby')) as SealedStore
    expect(await sealed.read('topic:province/2026')).toBeUndefined()
    new Uint8Array((values.get('topic:feed') as { bytes: ArrayBuffer }).bytes).fill(7, 0, 1)
    expect(await sealed.read('topic:feed')).toBeUndefined()
    expect(await sealed.read('topic:none')).toBeUndefined()
  })
})
