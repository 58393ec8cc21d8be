import { shallowRef, type ShallowRef } from 'vue'
import { api } from '@/shared/api/api'
import { Problem } from '@/shared/api/http'
import type { LiveMessage } from '@/shared/api/hubMessages'
import { serverNow } from '@/shared/api/serverClock'
import { connect, type LiveConnection } from './connection'
import type { PendingSnapshot } from './freshness'
import { reduceTopic, type TopicState } from './topicState'
import { retryDelay } from './retryDelay'

/** A topic of the page. `pending`: a snapshot is needed and the data may be outdated. */
export interface Topic {
  readonly name: string
  readonly state: ShallowRef<TopicState | undefined>
  readonly pending: ShallowRef<PendingSnapshot | undefined>
  readonly problem: ShallowRef<Problem | undefined>
}

interface Entry extends Topic {
  users: number
  /** Latest state, shown with the next frame. */
  pendingState: TopicState | undefined
  /** Messages received before the snapshot they follow. */
  early: LiveMessage[]
  /** The current request. Responses to earlier requests or over earlier connections are ignored. */
  request: symbol | undefined
}

const entries = new Map<string, Entry>()
const changed = new Set<Entry>()
/** States of an earlier run of the page, of topics that are not acquired yet. */
let restored = new Map<string, TopicState>()
let connection: LiveConnection | undefined

/** Gives topics the state of an earlier run of the page, which is outdated until the server answers. */
export function restoreTopics(states: TopicState[]): void {
  restored = new Map(states.map((state) => [state.topic, state]))
}

/** Subscribes to a topic. Each call is paired with `releaseTopic`; a topic is subscribed once for all users. */
export function acquireTopic(name: string): Topic {
  connection ??= connect({ opened: () => void requestAll(), closed, received })
  let entry = entries.get(name)
  if (!entry) {
    const earlier = restored.get(name)
    restored.delete(name)
    entry = {
      name,
      state: shallowRef(earlier),
      pending: shallowRef({ since: earlier ? Date.parse(earlier.at) : serverNow() }),
      problem: shallowRef(),
      users: 0,
      pendingState: undefined,
      early: [],
      request: undefined,
    }
    entries.set(name, entry)
    if (connection.isOpen()) void requestSnapshot(entry)
  }
  entry.users++
  return entry
}

export function releaseTopic(name: string): void {
  const entry = entries.get(name)
  if (!entry || --entry.users > 0) return
  entries.delete(name)
  entry.request = undefined
  connection?.unsubscribe(name)
}

/** Requests one topic after another to limit the load on a restarted server. */
async function requestAll() {
  for (const entry of [...entries.values()])
    if (connection?.isOpen() && entries.has(entry.name) && !entry.request && entry.pending.value)
      await requestSnapshot(entry)
}

function closed(since: number) {
  const elapsed = Date.now() - since
  for (const entry of entries.values()) {
    entry.pending.value = { since: entry.pending.value?.since ?? serverNow() - elapsed }
    entry.request = undefined
    entry.early = []
  }
}

function received(name: string, message: LiveMessage) {
  const entry = entries.get(name)
  if (!entry) return
  if (entry.request) entry.early.push(message)
  else apply(entry, message)
}

function apply(entry: Entry, message: LiveMessage) {
  const { state, resubscribe } = reduceTopic(entry.pendingState, message)
  entry.pendingState = state
  if (changed.size === 0) requestAnimationFrame(flush)
  changed.add(entry)
  if (resubscribe) void requestSnapshot(entry)
}

/**
 * Publishes states once a frame: a page that draws slower than messages arrive skips states instead of falling behind.
 */
function flush() {
  for (const entry of changed) entry.state.value = entry.pendingState
  changed.clear()
}

/** Subscribes and applies the snapshot. Retries until the server answers or the topic does not exist. */
async function requestSnapshot(entry: Entry, attempt = 0): Promise<void> {
  if (!connection) return
  const request = (entry.request = Symbol(entry.name))
  const now = serverNow()
  entry.pending.value = { since: now, asked: now, ...entry.pending.value }
  try {
    const message = await connection.subscribe(entry.name)
    if (entry.request !== request) return
    entry.request = entry.problem.value = entry.pending.value = undefined
    apply(entry, { kind: 'snapshot', message })
    for (const early of entry.early.splice(0)) received(entry.name, early)
    // Published together with `pending`: no frame may show an old number as live.
    entry.state.value = entry.pendingState
  } catch {
    if (entry.request === request) void retry(entry, request, attempt + 1)
  }
}

async function retry(entry: Entry, request: symbol, attempt: number) {
  entry.early = []
  // The error of the hub has no status; REST has one and says why a topic is unknown.
  const problem = await findProblem(entry.name)
  if (entry.request !== request) return
  entry.problem.value = problem
  if (problem && problem.status !== 0 && problem.status < 500) return
  await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt)))
  if (entry.request === request) void requestSnapshot(entry, attempt)
}

async function findProblem(topic: string): Promise<Problem | undefined> {
  try {
    await api.topic(topic)
    return undefined
  } catch (error) {
    return error instanceof Problem ? error : undefined
  }
}
