/** The whole state of a topic: the result of `Subscribe`, or pushed to a connection that missed an update. */
export interface SnapshotMessage<T = unknown> {
  topic: string
  epoch: string
  seq: number
  position: number
  at: string
  live: boolean
  data: T
}

/** Changes since the previous update: whole rows, and under `removed` the keys of removed rows. */
export interface UpdateMessage {
  topic: string
  epoch: string
  seq: number
  position: number
  at: string
  changes: Changes
}

/** New or changed rows of lists; other members whole, null if removed. */
export type Changes = Record<string, unknown> & { removed?: Record<string, string[]> }

/** The data source of a topic became unavailable or available again. The server itself is reachable. */
export interface SourceMessage {
  topic: string
  live: boolean
  at: string
}

export type LiveMessage<T = unknown> =
  | { kind: 'snapshot'; message: SnapshotMessage<T> }
  | { kind: 'update'; message: UpdateMessage }
  | { kind: 'source'; message: SourceMessage }
