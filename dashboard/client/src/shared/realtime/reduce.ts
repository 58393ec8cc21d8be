import type { LiveMessage, SnapshotMessage, UpdateMessage } from '@/shared/api/messages'

/** What is known of a topic: its data up to a position, and whether its source still speaks. */
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
  /** The message does not follow what is known: ask for a snapshot. */
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

/** The listDefinitions that change row by row: what tells a row from another, and the order they are shown in. */
const listDefinitions: Record<string, ListDefinition> = {
  rows: { key: (row) => String(row.city), order: (a, b) => Number(a.rank) - Number(b.rank) || byCode('city')(a, b) },
  metrics: { key: (row) => String(row.metric) },
  totals: { key: (row) => String(row.metric) },
  byCity: { key: (row) => String(row.city), order: byCode('city') },
  latest: { key: eventKey, order: newestFirst },
  events: { key: eventKey, order: newestFirst },
  screens: { key: (row) => String(row.id) },
}

/** Folds a message into what is known of a topic. Pure: never changes its arguments. */
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
  // A source that sends an update speaks.
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
  // Absent is never null on this wire: what became null is gone.
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
  // The sort is stable: of events with one position the newly come stand first.
  const added = [...changed.values()]
  return order === newestFirst
    ? [...added, ...kept].sort(order)
    : order
      ? [...kept, ...added].sort(order)
      : [...kept, ...added]
}
