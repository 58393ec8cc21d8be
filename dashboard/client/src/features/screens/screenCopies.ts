import { useLocalStorage } from '@vueuse/core'
import { restoreCatalogue, type Catalogue } from '@/shared/api/catalogue'
import { storageOptions } from '@/shared/api/storageOptions'
import type { CurrentSession } from '@/shared/api/types'
import type { TopicState } from '@/shared/realtime/topicState'
import { restoreTopics } from '@/shared/realtime/topics'
import { indexedDbStore } from './indexedDbStore'
import { canWorkOffline, unregisterWorker } from './screenWorker'
import { SealedStore, type KeyValueStore } from './sealedStore'

/** Time without a server after which copies are neither shown nor kept. */
export const maxAge = 7 * 86_400_000

/** What a paired screen shows without a server. */
export interface ScreenCopies {
  /** Last contact with the server, by this browser's clock. */
  contactAt: number
  catalogue: Catalogue
  topics: TopicState[]
}

const contactName = 'contact'
const catalogueName = 'catalogue'
const topicPrefix = 'topic:'

const copies = indexedDbStore('ipm-screen')
/** The screen whose copies this browser keeps. */
const keptScreen = useLocalStorage<string | null>('ipm.screen', null, storageOptions)
/** Values as they were last written. */
const written = new Map<string, unknown>()
let contactAt: number | undefined
let pending: Promise<unknown> = Promise.resolve()

/** Runs after all earlier operations, so that nothing is written after it was wiped. */
const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
  const result = pending.then(act)
  pending = result.catch(() => undefined)
  return result
}

/** The screen that this browser is paired as, as far as it knows without a server. */
export const rememberedScreen = (): string | undefined => (canWorkOffline && keptScreen.value) || undefined

/** Last contact with the server before this page was opened, by this browser's clock. */
export const earlierContact = (): number | undefined => contactAt

/** Fills the catalogue and the topics of a screen from its copies. */
export async function restoreScreen(id: string): Promise<void> {
  if (rememberedScreen() !== id) return
  const kept = await inTurn(() => readCopies(copies, id, Date.now())).catch(() => undefined)
  if (!kept) return
  contactAt = kept.contactAt
  restoreTopics(kept.topics)
  restoreCatalogue(kept.catalogue)
}

/** Writes what has changed since the last call; a topic without a state keeps its copy. */
export function saveScreen(
  id: string,
  catalogue: Catalogue,
  topics: Map<string, TopicState | undefined>,
  lastContact: number | undefined,
): Promise<void> {
  contactAt = lastContact ?? contactAt
  const copy = { contactAt: contactAt ?? Date.now(), catalogue, topics }
  return inTurn(async () => {
    keptScreen.value = id
    await writeCopies(copies, id, copy, written)
  })
}

/** Removes the copies, their key, and the files of the pages. */
export function wipeScreen(): Promise<void> {
  if (!keptScreen.value) return Promise.resolve()
  keptScreen.value = null
  contactAt = undefined
  restoreTopics([])
  return inTurn(async () => {
    written.clear()
    await Promise.allSettled([copies.destroy(), unregisterWorker()])
  })
}

/** Wipes the copies of a pairing that is no longer this browser's, or if an account is signed in. */
export function dropForeignCopies(session: CurrentSession): 'unpaired' | undefined {
  const kept = rememberedScreen()
  if (!kept || (kept === session.screen && !session.session)) return undefined
  void wipeScreen()
  return kept === session.screen ? undefined : 'unpaired'
}

/** Reads the copies of a screen; undefined if they are of another, incomplete or too old. */
export async function readCopies(store: KeyValueStore, id: string, now: number): Promise<ScreenCopies | undefined> {
  const sealed = await SealedStore.open(store, id)
  if (!sealed) return undefined
  const contactAt = (await sealed.read(contactName)) as number | undefined
  const catalogue = (await sealed.read(catalogueName)) as Catalogue | undefined
  if (contactAt === undefined || !catalogue || now - contactAt > maxAge) return undefined
  const topics: TopicState[] = []
  for (const name of await sealed.names()) {
    const state = name.startsWith(topicPrefix) ? ((await sealed.read(name)) as TopicState | undefined) : undefined
    if (state) topics.push(state)
  }
  return { contactAt, catalogue, topics }
}

/** Writes the copies of a screen that differ from `written`, and removes those of topics that it no longer shows. */
export async function writeCopies(
  store: KeyValueStore,
  id: string,
  next: Omit<ScreenCopies, 'topics'> & { topics: Map<string, TopicState | undefined> },
  written: Map<string, unknown>,
): Promise<void> {
  const sealed = await SealedStore.create(store, id)
  const values = new Map<string, unknown>([
    [contactName, next.contactAt],
    [catalogueName, next.catalogue],
    ...[...next.topics].map(([topic, state]) => [topicPrefix + topic, state] as const),
  ])
  for (const [name, value] of values) {
    if (value === undefined || written.get(name) === value) continue
    await sealed.write(name, value)
    written.set(name, value)
  }
  for (const name of await sealed.names()) {
    if (values.has(name)) continue
    await sealed.delete(name)
    written.delete(name)
  }
}
