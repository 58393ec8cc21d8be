import type { HubMessages } from './types'

/** The whole state of a topic: the result of `Subscribe`, and sent to a connection that missed a flush. */
export type SnapshotMessage<T = unknown> = Omit<HubMessages['snapshot'], 'data'> & { data: T }

/** Changes since the previous message: complete rows, and the keys of removed rows under `removed`. */
export type UpdateMessage = Omit<HubMessages['update'], 'changes'> & { changes: Changes }

/** Changes of any topic; the members of each kind of topic are `TopicChanges` in `generated.ts`. */
export type Changes = Record<string, unknown> & { removed?: Record<string, string[]> }

/** The source of a topic is unavailable or available again, while the server is reachable. */
export type SourceMessage = HubMessages['source']

/** The server stops: connect again after a random number of seconds between two. */
export type StoppingMessage = HubMessages['stopping']

export type LiveMessage<T = unknown> =
  | { kind: 'snapshot'; message: SnapshotMessage<T> }
  | { kind: 'update'; message: UpdateMessage }
  | { kind: 'source'; message: SourceMessage }
