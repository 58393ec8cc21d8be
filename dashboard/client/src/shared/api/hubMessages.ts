import type { HubMessages } from './types'

/** The whole state of a topic: the answer to `Subscribe`, and sent to a connection that missed a flush. */
export type SnapshotMessage<T = unknown> = Omit<HubMessages['snapshot'], 'data'> & { data: T }

/** Changes since the update before: whole rows, and under `removed` the keys of rows that are gone. */
export type UpdateMessage = Omit<HubMessages['update'], 'changes'> & { changes: Changes }

/** Changes of any topic; the members of each kind of topic are `TopicChanges` in `generated.ts`. */
export type Changes = Record<string, unknown> & { removed?: Record<string, string[]> }

/** The source of a topic is lost or back, while the server itself can be reached. */
export type SourceMessage = HubMessages['source']

export type LiveMessage<T = unknown> =
  | { kind: 'snapshot'; message: SnapshotMessage<T> }
  | { kind: 'update'; message: UpdateMessage }
  | { kind: 'source'; message: SourceMessage }
