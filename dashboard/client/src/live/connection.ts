import { HubConnectionBuilder, HttpTransportType, LogLevel, type HubConnection } from '@microsoft/signalr'
import { ref } from 'vue'
import type { LiveMessage, SnapshotMessage, SourceMessage, UpdateMessage } from '@/wire/messages'
import { heard } from './clock'
import type { Link } from './freshness'
import { retryDelay } from './retry'

export interface LiveConnection {
  subscribe(topic: string): Promise<SnapshotMessage>
  unsubscribe(topic: string): void
  isOpen(): boolean
}

interface Listener {
  /** Connected, for the first time or again: everything has to be subscribed anew. */
  opened(): void
  received(topic: string, message: LiveMessage): void
}

export const link = ref<Link>('connecting')
export const attempts = ref(0)

/** One connection a page, which never gives up: the library's own reconnect stops after half a minute and never covers the first start. */
export function connect(listener: Listener): LiveConnection {
  const hub = build()
  let wake: (() => void) | undefined

  hub.on('update', (message: UpdateMessage) => {
    heard(message.at)
    listener.received(message.topic, { kind: 'update', message })
  })
  hub.on('snapshot', (message: SnapshotMessage) => listener.received(message.topic, { kind: 'snapshot', message }))
  hub.on('source', (message: SourceMessage) => listener.received(message.topic, { kind: 'source', message }))
  hub.onclose(() => {
    link.value = 'lost'
    void keepTrying()
  })
  // The browser knows sooner than the socket that the network went or came back, or that the lid was opened.
  addEventListener('offline', () => void hub.stop())
  addEventListener('online', () => wake?.())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake?.())
  void keepTrying()

  async function keepTrying() {
    for (let attempt = 0; ; attempt++) {
      attempts.value = attempt
      try {
        await hub.start()
        link.value = 'open'
        attempts.value = 0
        listener.opened()
        return
      } catch {
        if (attempt > 0) link.value = 'lost'
        await pause(retryDelay(attempt))
      }
    }
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
    subscribe: (topic) => hub.invoke<SnapshotMessage>('Subscribe', topic),
    unsubscribe: (topic) => void hub.send('Unsubscribe', topic).catch(() => undefined),
    isOpen: () => link.value === 'open',
  }
}

function build(): HubConnection {
  return new HubConnectionBuilder()
    .withUrl('/hubs/monitor', { transport: HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling })
    .withServerTimeout(12_000)
    .configureLogging(LogLevel.None)
    .build()
}
