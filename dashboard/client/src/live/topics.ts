import { shallowRef, type ShallowRef } from 'vue'
import { api, Problem } from '@/wire/api'
import type { LiveMessage } from '@/wire/messages'
import { connect, type LiveConnection } from './connection'
import { reduce, type TopicState } from './reduce'
import { retryDelay } from './retry'

/** A topic as the page knows it. `pending`: a snapshot is on its way, what is shown may be behind. */
export interface Topic {
  readonly name: string
  readonly state: ShallowRef<TopicState | undefined>
  readonly pending: ShallowRef<boolean>
  readonly problem: ShallowRef<Problem | undefined>
}

interface Entry extends Topic {
  users: number
  /** Messages that overtook the snapshot they follow. */
  early: LiveMessage[]
  asking: boolean
}

const entries = new Map<string, Entry>()
let connection: LiveConnection | undefined

/** Shows a topic; each `watch` is paired with an `unwatch`, and a topic is subscribed to once, whoever shows it. */
export function watch(name: string): Topic {
  connection ??= connect({ opened: () => entries.forEach((entry) => void ask(entry)), received })
  let entry = entries.get(name)
  if (!entry) {
    entry = { name, state: shallowRef(), pending: shallowRef(true), problem: shallowRef(), users: 0, early: [], asking: false }
    entries.set(name, entry)
    if (connection.isOpen()) void ask(entry)
  }
  entry.users++
  return entry
}

export function unwatch(name: string): void {
  const entry = entries.get(name)
  if (!entry || --entry.users > 0) return
  entries.delete(name)
  if (connection?.isOpen()) connection.unsubscribe(name)
}

function received(name: string, message: LiveMessage) {
  const entry = entries.get(name)
  if (!entry) return
  if (entry.asking) entry.early.push(message)
  else take(entry, message)
}

function take(entry: Entry, message: LiveMessage) {
  const { state, resubscribe } = reduce(entry.state.value, message)
  entry.state.value = state
  if (resubscribe) void ask(entry)
}

/** Subscribes (again) and takes the snapshot, until the server answers or says that there is no such topic. */
async function ask(entry: Entry, attempt = 0): Promise<void> {
  if (!connection || entry.asking) return
  entry.asking = true
  entry.pending.value = true
  try {
    const snapshot = await connection.subscribe(entry.name)
    entry.problem.value = undefined
    entry.asking = entry.pending.value = false
    take(entry, { kind: 'snapshot', message: snapshot })
    for (const message of entry.early.splice(0)) take(entry, message)
  } catch {
    entry.early = []
    entry.asking = false
    // Without a link the next connection asks; with one the server refused, and REST tells why.
    if (!connection.isOpen()) return
    entry.problem.value = await reason(entry.name)
    if (entry.problem.value && entry.problem.value.status !== 0 && entry.problem.value.status < 500) return
    await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt + 1)))
    if (entries.get(entry.name) === entry && connection.isOpen() && !entry.asking) await ask(entry, attempt + 1)
  }
}

async function reason(topic: string): Promise<Problem | undefined> {
  try {
    await api.ofTopic(topic)
    return undefined
  } catch (fault) {
    return fault instanceof Problem ? fault : undefined
  }
}
