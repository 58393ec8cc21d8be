import { shallowRef, type ShallowRef } from 'vue'
import { api, Problem } from '@/shared/api/api'
import type { LiveMessage } from '@/shared/api/messages'
import { serverNow } from '@/shared/api/serverClock'
import { connect, type LiveConnection } from './connection'
import type { PendingSnapshot } from './freshness'
import { reduceTopic, type TopicState } from './reduce'
import { retryDelay } from './retryDelay'

/** A topic as the page knows it. `pending`: a snapshot is needed, what is shown may be behind. */
export interface Topic {
  readonly name: string
  readonly state: ShallowRef<TopicState | undefined>
  readonly pending: ShallowRef<PendingSnapshot | undefined>
  readonly problem: ShallowRef<Problem | undefined>
}

interface Entry extends Topic {
  users: number
  /** What is known, which is shown with the next frame. */
  known: TopicState | undefined
  /** Messages that overtook the snapshot they follow. */
  early: LiveMessage[]
  /** The question whose answer counts: one that was asked before it, or over another connection, no longer does. */
  asking: symbol | undefined
}

const entries = new Map<string, Entry>()
const changed = new Set<Entry>()
let connection: LiveConnection | undefined

/** Shows a topic; each `watch` is paired with an `unwatch`, and a topic is subscribed to once, whoever shows it. */
export function acquireTopic(name: string): Topic {
  connection ??= connect({ opened: () => void askAll(), closed, received })
  let entry = entries.get(name)
  if (!entry) {
    entry = {
      name,
      state: shallowRef(),
      pending: shallowRef({ since: serverNow() }),
      problem: shallowRef(),
      users: 0,
      known: undefined,
      early: [],
      asking: undefined,
    }
    entries.set(name, entry)
    if (connection.isOpen()) void ask(entry)
  }
  entry.users++
  return entry
}

export function releaseTopic(name: string): void {
  const entry = entries.get(name)
  if (!entry || --entry.users > 0) return
  entries.delete(name)
  entry.asking = undefined
  connection?.unsubscribe(name)
}

/** One after the other: a server that has just come back gets no burst from every page. */
async function askAll() {
  for (const entry of [...entries.values()])
    if (connection?.isOpen() && entries.has(entry.name) && !entry.asking && entry.pending.value) await ask(entry)
}

function closed(since: number) {
  const elapsed = Date.now() - since
  for (const entry of entries.values()) {
    entry.pending.value = { since: entry.pending.value?.since ?? serverNow() - elapsed }
    entry.asking = undefined
    entry.early = []
  }
}

function received(name: string, message: LiveMessage) {
  const entry = entries.get(name)
  if (!entry) return
  if (entry.asking) entry.early.push(message)
  else take(entry, message)
}

function take(entry: Entry, message: LiveMessage) {
  const { state, resubscribe } = reduceTopic(entry.known, message)
  entry.known = state
  if (changed.size === 0) requestAnimationFrame(show)
  changed.add(entry)
  if (resubscribe) void ask(entry)
}

/** Once a frame: a page that draws slower than messages come must leave states out, not fall behind and call them live. */
function show() {
  for (const entry of changed) entry.state.value = entry.known
  changed.clear()
}

/** Subscribes (again) and takes the snapshot; asks on in the background until the server answers or says that there is no such topic. */
async function ask(entry: Entry, attempt = 0): Promise<void> {
  if (!connection) return
  const mine = (entry.asking = Symbol(entry.name))
  const now = serverNow()
  entry.pending.value = { since: now, asked: now, ...entry.pending.value }
  try {
    const message = await connection.subscribe(entry.name)
    if (entry.asking !== mine) return
    entry.asking = entry.problem.value = entry.pending.value = undefined
    take(entry, { kind: 'snapshot', message })
    for (const early of entry.early.splice(0)) received(entry.name, early)
    // With what else it changes: no frame may be live by its mark and old by its number.
    entry.state.value = entry.known
  } catch {
    if (entry.asking === mine) void askAgain(entry, mine, attempt + 1)
  }
}

async function askAgain(entry: Entry, mine: symbol, attempt: number) {
  entry.early = []
  // The hub names no reason, REST does.
  const problem = await reason(entry.name)
  if (entry.asking !== mine) return
  entry.problem.value = problem
  if (problem && problem.status !== 0 && problem.status < 500) return
  await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt)))
  if (entry.asking === mine) void ask(entry, attempt)
}

async function reason(topic: string): Promise<Problem | undefined> {
  try {
    await api.ofTopic(topic)
    return undefined
  } catch (fault) {
    return fault instanceof Problem ? fault : undefined
  }
}
