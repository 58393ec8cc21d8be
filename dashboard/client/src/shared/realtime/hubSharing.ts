import type { SnapshotMessage } from '@/shared/api/hubMessages'
import type { HubRequest, OpenedHub } from './hub'

/** Messages of a page to the worker that holds the connection shared by all pages of the browser. */
export type PageMessage =
  | { kind: 'start'; request: HubRequest }
  | { kind: 'subscribe'; id: number; topic: string }
  | { kind: 'unsubscribe'; topic: string }
  | { kind: 'alive' }
  | { kind: 'stop' }

/** Messages of the worker to a page. */
export type WorkerMessage =
  | { kind: 'connecting' }
  | { kind: 'opened'; hub: OpenedHub }
  | { kind: 'refused' }
  | { kind: 'closed' }
  /** The server sent something, at least a ping. */
  | { kind: 'heard' }
  | { kind: 'subscribed'; id: number; snapshot: SnapshotMessage }
  | { kind: 'failed'; id: number }
  | { kind: 'pushed'; name: string; message: object }

/** Interval in which a page tells that it is there. A hidden page is woken at most once a minute. */
export const aliveInterval = 20_000
/** A page that was not heard for this long is gone: a tab that crashes sends no event. */
export const aliveTimeout = 180_000
