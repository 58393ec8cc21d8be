import {
  DefaultHttpClient,
  HttpTransportType,
  HubConnectionBuilder,
  JsonHubProtocol,
  LogLevel,
  NullLogger,
  type HttpRequest,
  type ILogger,
} from '@microsoft/signalr'
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
  build: (transport: Transport, onResponse: () => void) => SignalRHub = (transport, onResponse) =>
    buildHub(request, transport, onMessage, onResponse),
): Hub {
  const handlers: [string, (message: never) => void][] = []
  let closed: () => void = () => undefined
  let current: SignalRHub | undefined
  let stopped = false
  const opened = () => (current ? current : Promise.reject(new Error('not connected')))

  return {
    async start() {
      for (const transport of orderTransports(request.preferred)) {
        const limit = startLimit(transportTimeouts[transport])
        const hub = (current = build(transport, limit.begin))
        for (const [name, take] of handlers) hub.on(name, take)
        try {
          await Promise.race([hub.start(), limit.exceeded])
          hub.onclose(() => closed())
          return { transport, silence: 0 }
        } catch (error) {
          void hub.stop()
          // The server is unavailable or refuses the connection: no other transport would help.
          if (stopped || isNegotiationError(error)) throw error
        } finally {
          limit.end()
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

/** A time limit that begins with the first response of the server, so that a slow server is not taken for a proxy. */
function startLimit(milliseconds: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let reject: () => void
  const exceeded = new Promise<never>((_, refuse) => (reject = refuse))
  return {
    exceeded,
    begin: () => void (timer ??= setTimeout(() => reject(), milliseconds)),
    end: () => clearTimeout(timer),
  }
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

/** Tells when a response arrives. */
class ObservedHttpClient extends DefaultHttpClient {
  constructor(private readonly onResponse: () => void) {
    super(NullLogger.instance)
  }

  override async send(request: HttpRequest) {
    const response = await super.send(request)
    this.onResponse()
    return response
  }
}

const transportTypes: Record<Transport, HttpTransportType> = {
  webSockets: HttpTransportType.WebSockets,
  serverSentEvents: HttpTransportType.ServerSentEvents,
  longPolling: HttpTransportType.LongPolling,
}

const requestTimeout = 10_000

const buildHub = (
  { url, language }: HubRequest,
  transport: Transport,
  onMessage: () => void,
  onResponse: () => void,
): SignalRHub =>
  new HubConnectionBuilder()
    .withUrl(url, {
      headers: { 'accept-language': language },
      transport: transportTypes[transport],
      timeout: requestTimeout,
      httpClient: new ObservedHttpClient(onResponse),
    })
    .withHubProtocol(new ObservedProtocol(onMessage))
    .configureLogging(LogLevel.None)
    .build()
