import { HubConnectionBuilder, HttpTransportType, JsonHubProtocol, LogLevel, type ILogger } from '@microsoft/signalr'
import { ref } from 'vue'
import type { LiveMessage, SnapshotMessage, SourceMessage, UpdateMessage } from '@/shared/api/messages'
import { recordServerTime, resetServerClock } from '@/shared/api/serverClock'
import { gracePeriod, type LinkState } from './freshness'
import { retryDelay } from './retryDelay'

/** The server pings every 5 s (dashboard/Live/MonitorHub.cs): when one is this timeout, what is shown is no longer taken for live. */
export const staleAfter = 5000 + gracePeriod
/** Two pings timeout: the connection is given up, or the page was asleep. No connection is trusted across a sleep. */
export const disconnectAfter = 12_000
/** Where no frame is painted, as in a hidden tab. */
const checkInterval = 1000
const startTimeout = 10_000
/** Longer than the server waits for a source (30 s) before it refuses: then the answer was lost. */
const subscribeTimeout = 35_000

export interface LiveConnection {
  subscribe(topic: string): Promise<SnapshotMessage>
  unsubscribe(topic: string): void
  isOpen(): boolean
}

interface Listener {
  /** Connected, for the first time or again: everything has to be subscribed anew. */
  opened(): void
  /** Nothing is known any more of what came to pass after this moment. */
  closed(since: number): void
  received(topic: string, message: LiveMessage): void
}

/** What is used of SignalR's connection. */
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
 * One connection at a time, and for ever another one: the library's own reconnect stops after half a minute, never covers the
 * first start, and hears of a sleep too timeout.
 */
export function connect(listener: Listener, build: (onMessage: () => void) => Hub = createHub): LiveConnection {
  let hub: Hub | undefined
  let lastMessageAt = 0
  let closedAt = Date.now()
  let wakeUp: (() => void) | undefined

  setInterval(check, checkInterval)
  // A machine that wakes tells nobody, and paints before any timer is due: no frame may show an old number as live.
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

  /** A word of the server, be it a ping. */
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
    // A thousand screens lose one server in one instant.
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

/** A stalled server takes a connection and never answers; the browser would wait for minutes. */
function withTimeout<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, new Promise<never>((_, reject) => setTimeout(reject, startTimeout))])
}

/** SignalR keeps its pings to itself; each message passes here. */
class ObservedProtocol extends JsonHubProtocol {
  constructor(private readonly onMessage: () => void) {
    super()
  }

  override parseMessages(input: string, logger: ILogger) {
    this.onMessage()
    return super.parseMessages(input, logger)
  }
}

// Long polling has no pings: its silence would mean nothing.
const createHub = (onMessage: () => void): Hub =>
  new HubConnectionBuilder()
    .withUrl('/hubs/monitor', {
      transport: HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents,
      timeout: startTimeout,
    })
    .withHubProtocol(new ObservedProtocol(onMessage))
    .configureLogging(LogLevel.None)
    .build()
