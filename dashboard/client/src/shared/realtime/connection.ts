import { HubConnectionBuilder, HttpTransportType, JsonHubProtocol, LogLevel, type ILogger } from '@microsoft/signalr'
import { ref } from 'vue'
import type { LiveMessage, SnapshotMessage, SourceMessage, UpdateMessage } from '@/shared/api/messages'
import { recordServerTime, resetServerClock } from '@/shared/api/serverClock'
import { gracePeriod, type LinkState } from './freshness'
import { retryDelay } from './retryDelay'

/** The server pings every 5 s (dashboard/Live/MonitorHub.cs): when one is this late, what is shown is no longer taken for live. */
export const staleAfter = 5000 + gracePeriod
/** Two pings late: the connection is given up, or the page was asleep. No connection is trusted across a sleep. */
export const disconnectAfter = 12_000
/** Where no frame is painted, as in a hidden tab. */
const lookEvery = 1000
const startWithin = 10_000
/** Longer than the server waits for a source (30 s) before it refuses: then the answer was lost. */
const answerWithin = 35_000

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
 * first start, and hears of a sleep too late.
 */
export function connect(listener: Listener, build: (onMessage: () => void) => Hub = hubOf): LiveConnection {
  let hub: Hub | undefined
  let heardAt = 0
  let closedAt = Date.now()
  let wake: (() => void) | undefined

  setInterval(look, lookEvery)
  // A machine that wakes tells nobody, and paints before any timer is due: no frame may show an old number as live.
  requestAnimationFrame(function frame() {
    look()
    requestAnimationFrame(frame)
  })
  document.addEventListener('visibilitychange', () => {
    look()
    if (document.visibilityState === 'visible') wake?.()
  })
  document.addEventListener('freeze', () => {
    linkState.value = 'lost'
    drop(heardAt)
  })
  document.addEventListener('resume', () => wake?.())
  addEventListener('offline', () => drop(Date.now()))
  addEventListener('online', () => wake?.())
  void open()

  async function open() {
    for (let attempt = 0; !(await started()); attempt++) await pause(retryDelay(attempt))
    listener.opened()
  }

  async function started(): Promise<boolean> {
    const next = build(() => next === hub && listen())
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
      if (next === hub) look()
      if (next === hub) close(Date.now())
    })
    try {
      await inTime(next.start())
    } catch {
      void next.stop()
      return false
    }
    hub = next
    heardAt = Date.now()
    linkState.value = 'open'
    return true
  }

  /** A word of the server, be it a ping. */
  function listen() {
    look()
    if (!hub) return
    heardAt = Date.now()
    linkState.value = 'open'
  }

  function look() {
    const silent = Date.now() - (hub ? heardAt : closedAt)
    if (silent > (hub ? staleAfter : gracePeriod)) linkState.value = 'lost'
    if (silent > disconnectAfter) drop(heardAt)
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
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    async subscribe(topic) {
      const asked = hub
      if (!asked) throw new Error('not connected')
      const late = setTimeout(() => asked === hub && drop(heardAt), answerWithin)
      try {
        return await asked.invoke('Subscribe', topic)
      } finally {
        clearTimeout(late)
      }
    },
    unsubscribe: (topic) => void hub?.send('Unsubscribe', topic).catch(() => undefined),
    isOpen: () => hub !== undefined,
  }
}

/** A stalled server takes a connection and never answers; the browser would wait for minutes. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, new Promise<never>((_, reject) => setTimeout(reject, startWithin))])
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
const hubOf = (onMessage: () => void): Hub =>
  new HubConnectionBuilder()
    .withUrl('/hubs/monitor', {
      transport: HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents,
      timeout: startWithin,
    })
    .withHubProtocol(new ObservedProtocol(onMessage))
    .configureLogging(LogLevel.None)
    .build()
