import type { LiveMessage, SnapshotMessage, UpdateMessage } from '@/shared/api/hubMessages'

/** Known state of a topic: data up to a position, and whether its source is available. */
export interface TopicState<T = unknown> {
  topic: string
  epoch: string
  seq: number
  position: number
  at: string
  sourceLive: boolean
  data: T
}

export interface ReduceResult<T> {
  state: TopicState<T> | undefined
  /** The message does not follow the known state: a snapshot is needed. */
  resubscribe: boolean
}

type Row = Record<string, unknown>

const eventKey = (row: Row) => `${row.source}\n${row.id}`
const byCode = (key: string) => (a: Row, b: Row) => String(a[key]).localeCompare(String(b[key]), 'en')
const newestFirst = (a: Row, b: Row) => Number(b.position) - Number(a.position)

interface ListDefinition {
  key: (row: Row) => string
  order?: (a: Row, b: Row) => number
}

/** Lists that are updated row by row: row key and display order. */
const listDefinitions: Record<string, ListDefinition> = {
  rows: { key: (row) => String(row.city), order: (a, b) => Number(a.rank) - Number(b.rank) || byCode('city')(a, b) },
  metrics: { key: (row) => String(row.metric) },
  totals: { key: (row) => String(row.metric) },
  byCity: { key: (row) => String(row.city), order: byCode('city') },
  latest: { key: eventKey, order: newestFirst },
  events: { key: eventKey, order: newestFirst },
  screens: { key: (row) => String(row.id) },
}

/** Applies a message to the state of a topic. Does not modify its arguments. */
export function reduceTopic<T>(state: TopicState<T> | undefined, message: LiveMessage<T>): ReduceResult<T> {
  switch (message.kind) {
    case 'snapshot':
      return applySnapshot(state, message.message)
    case 'update':
      return applyUpdate(state, message.message)
    case 'source':
      return { state: state && { ...state, sourceLive: message.message.live }, resubscribe: false }
  }
}

function applySnapshot<T>(state: TopicState<T> | undefined, message: SnapshotMessage<T>): ReduceResult<T> {
  const late = state !== undefined && state.epoch === message.epoch && message.seq < state.seq
  if (late) return { state, resubscribe: false }
  const { topic, epoch, seq, position, at, data } = message
  return { state: { topic, epoch, seq, position, at, data, sourceLive: message.live }, resubscribe: false }
}

function applyUpdate<T>(state: TopicState<T> | undefined, message: UpdateMessage): ReduceResult<T> {
  if (!state || state.epoch !== message.epoch) return { state, resubscribe: true }
  if (message.seq <= state.seq) return { state, resubscribe: false }
  if (message.seq !== state.seq + 1) return { state, resubscribe: true }
  const { seq, position, at } = message
  // An update proves that the source is available.
  return {
    state: { ...state, seq, position, at, sourceLive: true, data: applyChanges(state.data, message.changes) },
    resubscribe: false,
  }
}

function applyChanges<T>(data: T, changes: UpdateMessage['changes']): T {
  const { removed = {}, ...changed } = changes
  const before = data as Record<string, unknown>
  const next = new Map(Object.entries({ ...before, ...changed }))
  for (const [name, list] of Object.entries(listDefinitions)) {
    const rows = changed[name]
    if (Array.isArray(rows) || removed[name]) next.set(name, mergeRows(list, before[name], rows, removed[name]))
  }
  // Null in an update means removed; the wire has no null values otherwise.
  return Object.fromEntries([...next].filter(([, value]) => value !== null)) as T
}

function mergeRows({ key, order }: ListDefinition, before: unknown, rows: unknown, removed: string[] = []): Row[] {
  const changed = new Map((Array.isArray(rows) ? (rows as Row[]) : []).map((row) => [key(row), row]))
  const gone = new Set(removed)
  const kept: Row[] = []
  for (const row of Array.isArray(before) ? (before as Row[]) : []) {
    const at = key(row)
    if (gone.has(at)) continue
    kept.push(changed.get(at) ?? row)
    changed.delete(at)
  }
  // The sort is stable: new events come first among events with equal positions.
  const added = [...changed.values()]
  return order === newestFirst
    ? [...added, ...kept].sort(order)
    : order
      ? [...kept, ...added].sort(order)
      : [...kept, ...added]
}
