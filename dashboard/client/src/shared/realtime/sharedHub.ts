import type { Hub, HubRequest, OpenedHub } from './hub'
import { aliveInterval, type PageMessage, type WorkerMessage } from './hubSharing'
import HubWorker from './hub.worker?sharedworker'

/** The part of a SharedWorker in use. */
export interface SharedHubWorker {
  port: Pick<MessagePort, 'postMessage' | 'close' | 'onmessage'>
  addEventListener(type: 'error', act: () => void): void
  removeEventListener(type: 'error', act: () => void): void
}

let isAvailable = typeof SharedWorker !== 'undefined'

/** Returns false if the browser has no shared workers or the worker does not answer. */
export const canShareHub = (): boolean => isAvailable

/**
 * The page's end of the connection that all pages of the browser share. A shared worker needs no secure context, unlike
 * the locks by which pages could choose one among them. Pages of different accounts or languages have different
 * addresses and so different workers.
 */
export function createSharedHub(
  request: HubRequest,
  onMessage: () => void,
  connect: (name: string) => SharedHubWorker = (name) => new HubWorker({ name }),
): Hub {
  const handlers = new Map<string, (message: never) => void>()
  const requests = new Map<number, PromiseWithResolvers<never>>()
  const opening = withResolvers<OpenedHub>()
  let closed: () => void = () => undefined
  let worker: SharedHubWorker | undefined
  let alive: ReturnType<typeof setInterval> | undefined
  let isAnswered = false
  let lastId = 0
  const post = (message: PageMessage) => worker?.port.postMessage(message)

  function receive(message: WorkerMessage) {
    isAnswered = true
    switch (message.kind) {
      case 'connecting':
        return
      case 'opened':
        return opening.resolve(message.hub)
      case 'refused':
        return opening.reject(new Error('refused'))
      case 'closed':
        end()
        return closed()
      case 'heard':
        return onMessage()
      case 'pushed':
        return handlers.get(message.name)?.(message.message as never)
      case 'subscribed':
        return requests.get(message.id)?.resolve(message.snapshot as never)
      case 'failed':
        return requests.get(message.id)?.reject(new Error('refused'))
    }
  }

  function end() {
    clearInterval(alive)
    if (!worker) return
    // A worker in use by other pages would keep this end of the connection in memory.
    worker.removeEventListener('error', disable)
    worker.port.onmessage = null
    worker.port.close()
  }

  function disable() {
    isAvailable = false
    opening.reject(new Error('no worker'))
  }

  return {
    start() {
      try {
        worker = connect(request.url)
        worker.addEventListener('error', disable)
        worker.port.onmessage = ({ data }: MessageEvent<WorkerMessage>) => receive(data)
        post({ kind: 'start', request })
        alive = setInterval(() => post({ kind: 'alive' }), aliveInterval)
      } catch {
        disable()
      }
      return opening.promise
    },
    stop() {
      post({ kind: 'stop' })
      end()
      if (worker && !isAnswered) isAvailable = false
      return Promise.resolve()
    },
    invoke(_, topic) {
      const id = ++lastId
      const result = withResolvers<never>()
      requests.set(id, result)
      post({ kind: 'subscribe', id, topic })
      return result.promise.finally(() => requests.delete(id))
    },
    send(_, topic) {
      post({ kind: 'unsubscribe', topic })
      return Promise.resolve()
    },
    on: (name, take) => void handlers.set(name, take),
    onclose: (act) => void (closed = act),
  }
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (reason: Error) => void
}

/** Promise.withResolvers, which browsers of 2023 lack. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void
  let reject!: (reason: Error) => void
  const promise = new Promise<T>((accept, refuse) => ([resolve, reject] = [accept, refuse]))
  return { promise, resolve, reject }
}
