import { HubConnectionBuilder, HttpTransportType, JsonHubProtocol, LogLevel, type ILogger } from '@microsoft/signalr'
import type { SnapshotMessage } from '@/shared/api/hubMessages'
import { orderTransports, transportTimeouts, type Transport } from './transport'

/** How and when a hub connection was opened. */
export interface OpenedHub {
  transport: Transport
  /** Milliseconds since the last message of the server. */
  silence: number
}

/** A connection to the hub, opened once. */
export interface Hub {
  start(): Promise<OpenedHub>
  stop(): Promise<void>
  invoke(method: string, topic: string): Promise<SnapshotMessage>
  send(method: string, topic: string): Promise<void>
  on(name: string, take: (message: never) => void): void
  onclose(act: () => void): void
}

/** What is needed to open a connection. A worker gets it from the page. */
export interface HubRequest {
  url: string
  language: string
  /** The transport that got through last. */
  preferred: Transport | null
}

/** The part of the SignalR connection in use. */
export type SignalRHub = Omit<Hub, 'start'> & { start(): Promise<void> }

/** A SignalR connection by the first transport that gets the server's handshake through in time. */
export function createHub(
  request: HubRequest,
  onMessage: () => void,
  build: (transport: Transport) => SignalRHub = (transport) => buildHub(request, transport, onMessage),
): Hub {
  const handlers: [string, (message: never) => void][] = []
  let closed: () => void = () => undefined
  let current: SignalRHub | undefined
  let stopped = false
  const opened = () => (current ? current : Promise.reject(new Error('not connected')))

  return {
    async start() {
      for (const transport of orderTransports(request.preferred)) {
        const hub = (current = build(transport))
        for (const [name, take] of handlers) hub.on(name, take)
        try {
          await withTimeout(hub.start(), transportTimeouts[transport])
          hub.onclose(() => closed())
          return { transport, silence: 0 }
        } catch (error) {
          void hub.stop()
          // The server is unavailable or refuses the connection: no other transport would help.
          if (stopped || isNegotiationError(error)) throw error
        }
      }
      throw new Error('no transport gets through')
    },
    async stop() {
      stopped = true
      await current?.stop()
    },
    invoke: async (method, topic) => (await opened()).invoke(method, topic),
    send: async (method, topic) => (await opened()).send(method, topic),
    on: (name, take) => void handlers.push([name, take]),
    onclose: (act) => void (closed = act),
  }
}

/** Rejects after a time limit. Browsers wait for minutes for a server or proxy that does not answer. */
export function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>
  const timeout = new Promise<never>((_, reject) => (timer = setTimeout(reject, milliseconds)))
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer))
}

const isNegotiationError = (error: unknown) =>
  (error as { errorType?: string } | undefined)?.errorType === 'FailedToNegotiateWithServerError'

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

const transportTypes: Record<Transport, HttpTransportType> = {
  webSockets: HttpTransportType.WebSockets,
  serverSentEvents: HttpTransportType.ServerSentEvents,
  longPolling: HttpTransportType.LongPolling,
}

const buildHub = ({ url, language }: HubRequest, transport: Transport, onMessage: () => void): SignalRHub =>
  new HubConnectionBuilder()
    .withUrl(url, {
      headers: { 'accept-language': language },
      transport: transportTypes[transport],
      timeout: transportTimeouts[transport],
    })
    .withHubProtocol(new ObservedProtocol(onMessage))
    .configureLogging(LogLevel.None)
    .build()
