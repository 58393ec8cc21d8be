import { describe, expect, it } from 'vitest'
import type { Ranking, RankingRow, ReportedEvent } from '@/shared/api/types'
import { reduceTopic, type TopicState } from './topicState'

const row = (city: string, rank: number, value: number): RankingRow => ({ city, rank, value, name: city, nameEn: city })
const rows = [row('370200', 1, 30), row('370100', 2, 20), row('370300', 3, 10)]
const ranking = (): Ranking => ({
  position: 50,
  metric: 'm',
  period: '2026',
  baseline: 'previous',
  order: 'value',
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
  it('replaces the state', () => {
    expect(known).toMatchObject({ seq: 5, position: 50, sourceLive: true, data: { rows } })
  })
  it('contains the source state', () => {
    const { state } = reduceTopic<Ranking>(undefined, {
      kind: 'snapshot',
      message: { ...head, live: false, data: ranking() },
    })
    expect(state?.sourceLive).toBe(false)
  })
  it('is ignored when outdated', () => {
    const { state } = reduceTopic<Ranking>(known, {
      kind: 'snapshot',
      message: { ...whole, seq: 4, data: { ...ranking(), rows: [] } },
    })
    expect(state).toBe(known)
  })
  it('of a new epoch is applied at any sequence number', () => {
    const { state } = reduceTopic<Ranking>(known, {
      kind: 'snapshot',
      message: { ...whole, epoch: 'b', seq: 1, data: { ...ranking(), rows: [] } },
    })
    expect(state).toMatchObject({ epoch: 'b', seq: 1, data: { rows: [] } })
  })
})

describe('an update', () => {
  it('replaces changed rows, sorts by rank and keeps other rows', () => {
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
  it('does not modify the previous state', () => {
    update(6, { rows: [row('370300', 1, 99)], removed: { rows: ['370100'] } })
    expect(known.data).toEqual(ranking())
  })
  it('removes rows by key and replaces other properties', () => {
    const { state } = update(6, {
      removed: { rows: ['370100'] },
      notReported: [{ city: '370100', name: '济南市', nameEn: 'Jinan' }],
    })
    expect(state?.data.rows.map((r) => r.city)).toEqual(['370200', '370300'])
    expect(state?.data.notReported).toHaveLength(1)
  })
  it('removes null properties', () => {
    const withYear = update(6, { populationYear: 2020 }).state
    const { state } = update(7, { populationYear: null }, 'a', withYear)
    expect(state?.data).not.toHaveProperty('populationYear')
  })
  it.each([4, 5])('with the old sequence number %i is ignored', (seq) => {
    expect(update(seq, { rows: [] })).toEqual({ state: known, resubscribe: false })
  })
  it('after a gap requests a snapshot and keeps the state', () => {
    expect(update(7, { rows: [] })).toEqual({ state: known, resubscribe: true })
  })
  it('of a new epoch requests a snapshot', () => {
    expect(update(6, { rows: [] }, 'b')).toEqual({ state: known, resubscribe: true })
  })
  it('without a snapshot requests one', () => {
    expect(reduceTopic<Ranking>(undefined, { kind: 'update', message: { ...head, changes: {} } })).toEqual({
      state: undefined,
      resubscribe: true,
    })
  })
})

describe('the source', () => {
  it('is lost until the next update', () => {
    const lost = reduceTopic<Ranking>(known, { kind: 'source', message: { topic, live: false, at: head.at } }).state
    expect(lost).toMatchObject({ sourceLive: false, data: { rows } })
    expect(update(6, {}, 'a', lost).state?.sourceLive).toBe(true)
  })
})

describe('events', () => {
  const event = (id: string, position: number) => ({ id, source: 's', position }) as ReportedEvent
  it('are ordered newest first and drop the oldest', () => {
    const before = { ...head, sourceLive: true, data: { events: [event('b', 2), event('a', 1)] } }
    const changes = { events: [event('d', 3), event('c', 3)], removed: { events: ['s\na'] } }
    const { state } = reduceTopic(before, { kind: 'update', message: { ...head, seq: 6, changes } })
    expect(state?.data.events.map((e) => e.id)).toEqual(['d', 'c', 'b'])
  })
})
