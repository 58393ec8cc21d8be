import { HubConnectionBuilder, HttpTransportType, JsonHubProtocol, LogLevel, type ILogger } from '@microsoft/signalr'
import { ref } from 'vue'
import { basePath } from '@/shared/api/basePath'
import type { LiveMessage, SnapshotMessage, SourceMessage, UpdateMessage } from '@/shared/api/hubMessages'
import { pageLanguage } from '@/shared/api/http'
import { recordServerTime, resetServerClock } from '@/shared/api/serverClock'
import { gracePeriod, type LinkState } from './freshness'
import { retryDelay } from './retryDelay'

/** Data is stale if no ping arrives for this long. The server pings every 5 s (dashboard/Live/LiveHosting.cs). */
export const staleAfter = 5000 + gracePeriod
/** Time without any message after which the connection is dropped: two missed pings, or the page was asleep. */
export const disconnectAfter = 12_000
/** Interval of the check where no frames are painted, as in a hidden tab. */
const checkInterval = 1000
const startTimeout = 10_000
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

/** The part of the SignalR connection in use. */
export interface Hub {
  start(): Promise<void>
  stop(): Promise<void>
  invoke(method: string, topic: string): Promise<SnapshotMessage>
  send(method: string, topic: string): Promise<void>
  on(name: string, take: (message: never) => void): void
  onclose(act: () => void): void
}

export const linkState = ref<LinkState>('connecting')

/**
 * Keeps one connection open at a time and reconnects without limit. The reconnect of SignalR ends after half a minute,
 * does not cover the first start and notices a sleep late. Timers and listeners live as long as the page, so they are
 * not bound to a component.
 */
export function connect(listener: Listener, build: (onMessage: () => void) => Hub = createHub): LiveConnection {
  let hub: Hub | undefined
  let lastMessageAt = 0
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
  addEventListener('offline', () => drop(Date.now()))
  addEventListener('online', () => wakeUp?.())
  void open()

  async function open() {
    for (let attempt = 0; !(await tryStart()); attempt++) await pause(retryDelay(attempt))
    listener.opened()
  }

  async function tryStart(): Promise<boolean> {
    const next = build(() => next === hub && messageReceived())
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
    next.onclose(() => {
      if (next === hub) check()
      if (next === hub) close(Date.now())
    })
    try {
      await withTimeout(next.start())
    } catch {
      void next.stop()
      return false
    }
    hub = next
    lastMessageAt = Date.now()
    linkState.value = 'open'
    return true
  }

  /** Called for every message of the server, including pings. */
  function messageReceived() {
    check()
    if (!hub) return
    lastMessageAt = Date.now()
    linkState.value = 'open'
  }

  function check() {
    const silence = Date.now() - (hub ? lastMessageAt : closedAt)
    if (silence > (hub ? staleAfter : gracePeriod)) linkState.value = 'lost'
    if (silence > disconnectAfter) drop(lastMessageAt)
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
    void pause(retryDelay(0)).then(open)
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

/**
 * Rejects after a time limit. A stalled server accepts connections without answering, and browsers wait for minutes.
 */
function withTimeout<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, new Promise<never>((_, reject) => setTimeout(reject, startTimeout))])
}

/** SignalR does not expose pings. Every message passes through the protocol. */
class ObservedProtocol extends JsonHubProtocol {
  constructor(private readonly onMessage: () => void) {
    super()
  }

  override parseMessages(input: string, logger: ILogger) {
    this.onMessage()
    return super.parseMessages(input, logger)
  }
}

// Long polling has no pings, so silence would not mean a lost connection.
const createHub = (onMessage: () => void): Hub =>
  new HubConnectionBuilder()
    // The query names the language because a browser cannot set the headers of a WebSocket.
    .withUrl(`${basePath}/hubs/monitor?language=${pageLanguage()}`, {
      headers: { 'accept-language': pageLanguage() },
      transport: HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents,
      timeout: startTimeout,
    })
    .withHubProtocol(new ObservedProtocol(onMessage))
    .configureLogging(LogLevel.None)
    .build()
