import { describe, expect, it } from 'vitest'
import type { Ranking, RankingRow, ReportedEvent } from '@/shared/api/types'
import { reduceTopic, type TopicState } from './reduce'

const row = (city: string, rank: number, value: number): RankingRow => ({ city, rank, value, name: city, nameEn: city })
const rows = [row('370200', 1, 30), row('370100', 2, 20), row('370300', 3, 10)]
const ranking = (): Ranking => ({
  position: 50,
  metric: 'm',
  period: '2026',
  baseline: 'previous',
  rows,
  notReported: [],
  noFigure: [],
})

const topic = 'ranking/m/2026'
const head = { topic, epoch: 'a', seq: 5, position: 50, at: '2026-11-21T08:00:00Z' }
const whole = { ...head, live: true }
const known = reduceTopic<Ranking>(undefined, { kind: 'snapshot', message: { ...whole, data: ranking() } })
  .state as TopicState<Ranking>

function update(
  seq: number,
  changes: Record<string, unknown>,
  epoch = 'a',
  state: TopicState<Ranking> | undefined = known,
) {
  return reduceTopic(state, {
    kind: 'update',
    message: { ...head, epoch, seq, position: 51, at: '2026-11-21T08:00:01Z', changes },
  })
}

describe('a snapshot', () => {
  it('is all that is known', () => {
    expect(known).toMatchObject({ seq: 5, position: 50, sourceLive: true, data: { rows } })
  })
  it('of a lost source says so', () => {
    const { state } = reduceTopic<Ranking>(undefined, {
      kind: 'snapshot',
      message: { ...head, live: false, data: ranking() },
    })
    expect(state?.sourceLive).toBe(false)
  })
  it('that comes late is dropped', () => {
    const { state } = reduceTopic<Ranking>(known, {
      kind: 'snapshot',
      message: { ...whole, seq: 4, data: { ...ranking(), rows: [] } },
    })
    expect(state).toBe(known)
  })
  it('of a new epoch counts whatever its seq', () => {
    const { state } = reduceTopic<Ranking>(known, {
      kind: 'snapshot',
      message: { ...whole, epoch: 'b', seq: 1, data: { ...ranking(), rows: [] } },
    })
    expect(state).toMatchObject({ epoch: 'b', seq: 1, data: { rows: [] } })
  })
})

describe('an update', () => {
  it('replaces changed rows whole, sorts by rank, and leaves the others as they are', () => {
    const { state, resubscribe } = update(6, {
      rows: [row('370300', 1, 40), row('370200', 2, 30), row('370100', 3, 20)],
    })
    expect(resubscribe).toBe(false)
    expect(state).toMatchObject({ seq: 6, position: 51, at: '2026-11-21T08:00:01Z' })
    expect(state?.data.rows.map((r) => r.city)).toEqual(['370300', '370200', '370100'])
    const one = update(6, { rows: [row('370200', 1, 31)] }).state
    expect(one?.data.rows[1]).toBe(rows[1])
  })
  it('orders ties by city code', () => {
    const { state } = update(6, { rows: [row('370300', 2, 20)] })
    expect(state?.data.rows.map((r) => r.city)).toEqual(['370200', '370100', '370300'])
  })
  it('changes nothing of what was known before', () => {
    update(6, { rows: [row('370300', 1, 99)], removed: { rows: ['370100'] } })
    expect(known.data).toEqual(ranking())
  })
  it('removes rows by key and takes other properties whole', () => {
    const { state } = update(6, {
      removed: { rows: ['370100'] },
      notReported: [{ city: '370100', name: '济南市', nameEn: 'Jinan' }],
    })
    expect(state?.data.rows.map((r) => r.city)).toEqual(['370200', '370300'])
    expect(state?.data.notReported).toHaveLength(1)
  })
  it('drops a property that became null', () => {
    const withYear = update(6, { populationYear: 2020 }).state
    const { state } = update(7, { populationYear: null }, 'a', withYear)
    expect(state?.data).not.toHaveProperty('populationYear')
  })
  it.each([4, 5])('with the old seq %i is dropped', (seq) => {
    expect(update(seq, { rows: [] })).toEqual({ state: known, resubscribe: false })
  })
  it('after a gap asks for a snapshot and keeps what was known', () => {
    expect(update(7, { rows: [] })).toEqual({ state: known, resubscribe: true })
  })
  it('of a new epoch asks for a snapshot', () => {
    expect(update(6, { rows: [] }, 'b')).toEqual({ state: known, resubscribe: true })
  })
  it('without a snapshot asks for one', () => {
    expect(reduceTopic<Ranking>(undefined, { kind: 'update', message: { ...head, changes: {} } })).toEqual({
      state: undefined,
      resubscribe: true,
    })
  })
})

describe('the source', () => {
  it('is lost, and back with the next update', () => {
    const lost = reduceTopic<Ranking>(known, { kind: 'source', message: { topic, live: false, at: head.at } }).state
    expect(lost).toMatchObject({ sourceLive: false, data: { rows } })
    expect(update(6, {}, 'a', lost).state?.sourceLive).toBe(true)
  })
})

describe('events', () => {
  const event = (id: string, position: number) => ({ id, source: 's', position }) as ReportedEvent
  it('stand newest first, and the oldest goes', () => {
    const before = { ...head, sourceLive: true, data: { events: [event('b', 2), event('a', 1)] } }
    const changes = { events: [event('d', 3), event('c', 3)], removed: { events: ['s\na'] } }
    const { state } = reduceTopic(before, { kind: 'update', message: { ...head, seq: 6, changes } })
    expect(state?.data.events.map((e) => e.id)).toEqual(['d', 'c', 'b'])
  })
})
