import { ref } from 'vue'
import type {
  LiveMessage,
  SnapshotMessage,
  SourceMessage,
  StoppingMessage,
  UpdateMessage,
} from '@/shared/api/hubMessages'
import { recordServerTime, resetServerClock } from '@/shared/api/serverClock'
import { gracePeriod, staleAfter, type LinkState } from './freshness'
import type { Hub } from './hub'
import { linkTransport } from './linkTransport'
import { createPageHub, isScreen } from './pageHub'
import { maxDelay, maxScreenDelay, momentOf, retryDelay } from './retryDelay'
import { transportAfter } from './transport'

/** Time without any message after which the connection is dropped: two missed pings, or the page was asleep. */
export const disconnectAfter = 12_000
/** Interval of the check where no frames are painted, as in a hidden tab. */
const checkInterval = 1000
/** Longer than a negotiation (hub.ts) and all transports together (transport.ts). */
const startTimeout = 20_000
/** Longer than the server waits for a data source (30 s): after it the response is considered lost. */
const subscribeTimeout = 35_000

export interface LiveConnection {
  subscribe(topic: string): Promise<SnapshotMessage>
  unsubscribe(topic: string): void
  isOpen(): boolean
}

interface Listener {
  /** Connected or reconnected: all topics must be subscribed again. */
  opened(): void
  /** Disconnected. Changes after `since` are unknown. */
  closed(since: number): void
  received(topic: string, message: LiveMessage): void
}

export const linkState = ref<LinkState>('connecting')

let contactAt: number | undefined
/** Time of the last message of the server, by this browser's clock; undefined before the first. */
export const lastContact = (): number | undefined => contactAt

/**
 * Keeps one connection open at a time and reconnects without limit. The reconnect of SignalR ends after half a minute,
 * does not cover the first start and notices a sleep late. Timers and listeners live as long as the page, so they are
 * not bound to a component.
 */
export function connect(
  listener: Listener,
  build: (onMessage: () => void) => Hub | Promise<Hub> = createPageHub,
): LiveConnection {
  let hub: Hub | undefined
  let lastMessageAt = 0
  let isMute = true
  let retryWindow: StoppingMessage | undefined
  let closedAt = Date.now()
  let wakeUp: (() => void) | undefined

  setInterval(check, checkInterval)
  // After a sleep the page paints before any timer is due. Checking each frame keeps old numbers from being shown as
  // live.
  requestAnimationFrame(function frame() {
    check()
    requestAnimationFrame(frame)
  })
  document.addEventListener('visibilitychange', () => {
    check()
    if (document.visibilityState === 'visible') wakeUp?.()
  })
  document.addEventListener('freeze', () => {
    linkState.value = 'lost'
    drop(lastMessageAt)
  })
  document.addEventListener('resume', () => wakeUp?.())
  // The page may be kept and shown again.
  addEventListener('pagehide', () => drop(lastMessageAt))
  addEventListener('offline', () => drop(Date.now()))
  addEventListener('online', () => wakeUp?.())
  void open()

  async function open() {
    for (let attempt = 0; !(await tryStart()); attempt++)
      await pause(retryDelay(attempt, isScreen() ? maxScreenDelay : maxDelay))
    listener.opened()
  }

  async function tryStart(): Promise<boolean> {
    const built = build(() => next === hub && messageReceived())
    const next = built instanceof Promise ? await built : built
    const ifCurrent =
      <T>(take: (message: T) => void) =>
      (message: T) =>
        void (next === hub && take(message))
    next.on(
      'update',
      ifCurrent((message: UpdateMessage) => {
        recordServerTime(message.at)
        listener.received(message.topic, { kind: 'update', message })
      }),
    )
    next.on(
      'snapshot',
      ifCurrent((message: SnapshotMessage) => listener.received(message.topic, { kind: 'snapshot', message })),
    )
    next.on(
      'source',
      ifCurrent((message: SourceMessage) => listener.received(message.topic, { kind: 'source', message })),
    )
    next.on(
      'stopping',
      ifCurrent((message: StoppingMessage) => {
        retryWindow = message
        drop(Date.now())
      }),
    )
    next.onclose(() => {
      if (next === hub) check()
      if (next === hub) close(Date.now())
    })
    try {
      const { transport, silence } = await withTimeout(next.start(), startTimeout)
      linkTransport.value = transport
      contactAt = lastMessageAt = Date.now() - silence
    } catch {
      void next.stop()
      return false
    }
    hub = next
    isMute = true
    linkState.value = 'open'
    return true
  }

  /** Called for every message of the server, including pings. */
  function messageReceived() {
    check()
    if (!hub) return
    isMute = false
    contactAt = lastMessageAt = Date.now()
    linkState.value = 'open'
  }

  function check() {
    const silence = Date.now() - (hub ? lastMessageAt : closedAt)
    if (silence > (hub ? staleAfter : gracePeriod)) linkState.value = 'lost'
    if (silence <= disconnectAfter || !hub) return
    // Something holds back all messages after the first.
    if (isMute) linkTransport.value = transportAfter(linkTransport.value)
    drop(lastMessageAt)
  }

  function drop(since: number) {
    const dead = hub
    if (!dead) return
    close(since)
    void dead.stop()
  }

  function close(since: number) {
    hub = undefined
    closedAt = since
    if (linkState.value === 'open') linkState.value = 'connecting'
    resetServerClock()
    listener.closed(since)
    // Many screens lose a server at once: the random delay spreads their reconnects.
    void pause(retryWindow ? 1000 * momentOf(retryWindow) : retryDelay(0)).then(open)
    retryWindow = undefined
  }

  function pause(milliseconds: number) {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    async subscribe(topic) {
      const requested = hub
      if (!requested) throw new Error('not connected')
      const timeout = setTimeout(() => requested === hub && drop(lastMessageAt), subscribeTimeout)
      try {
        return await requested.invoke('Subscribe', topic)
      } finally {
        clearTimeout(timeout)
      }
    },
    unsubscribe: (topic) => void hub?.send('Unsubscribe', topic).catch(() => undefined),
    isOpen: () => hub !== undefined,
  }
}

/** Rejects after a time limit. Browsers wait for minutes for a server or proxy that does not answer. */
function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>
  const timeout = new Promise<never>((_, reject) => (timer = setTimeout(reject, milliseconds)))
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer))
}
