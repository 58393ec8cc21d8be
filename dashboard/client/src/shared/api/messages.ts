/** The whole state of a topic: the answer to `Subscribe`, or sent by itself to a connection that missed a flush. */
export interface SnapshotMessage<T = unknown> {
  topic: string
  epoch: string
  seq: number
  position: number
  at: string
  live: boolean
  data: T
}

/** What changed since the update before: whole rows, and under `removed` the keys of rows that are gone. */
export interface UpdateMessage {
  topic: string
  epoch: string
  seq: number
  position: number
  at: string
  changes: Changes
}

/** Of a list of rows those that are new or changed; anything else whole, and null when it is gone. */
export type Changes = Record<string, unknown> & { removed?: Record<string, string[]> }

/** The source of a topic is lost or back, while the server itself can be reached. */
export interface SourceMessage {
  topic: string
  live: boolean
  at: string
}

export type LiveMessage<T = unknown> =
  | { kind: 'snapshot'; message: SnapshotMessage<T> }
  | { kind: 'update'; message: UpdateMessage }
  | { kind: 'source'; message: SourceMessage }
