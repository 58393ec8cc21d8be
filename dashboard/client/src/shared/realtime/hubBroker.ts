import type { StoppingMessage } from '@/shared/api/hubMessages'
import { staleAfter } from './freshness'
import type { Hub, HubRequest, OpenedHub } from './hub'
import { aliveTimeout, type PageMessage, type WorkerMessage } from './hubSharing'
import { momentOf } from './retryDelay'

/** The part of a MessagePort in use. */
export interface PagePort {
  postMessage: (message: WorkerMessage) => void
  onmessage: ((event: MessageEvent<PageMessage>) => void) | null
  addEventListener(type: string, act: () => void): void
  close(): void
}

interface Page {
  port: PagePort
  /** Topics that the page shows. */
  topics: Set<string>
  isOpen: boolean
  aliveAt: number
}

interface Connection {
  hub: Hub
  opening: Promise<OpenedHub>
  heardAt: number
}

/** Least time between two attempts to connect: each page retries on its own. */
const minRetryInterval = 500
const sweepInterval = 10_000

/**
 * Holds one hub connection for all pages of a browser: opened by the first page, closed after the last. Each page gets
 * the messages of the topics that it shows. Retries are up to the pages.
 */
export class HubBroker {
  private readonly pages = new Set<Page>()
  private connection: Connection | undefined
  private failedAt = -Infinity

  constructor(private readonly build: (request: HubRequest, onMessage: () => void) => Hub) {
    setInterval(() => this.removeLostPages(), sweepInterval)
  }

  add(port: PagePort): void {
    const page: Page = { port, topics: new Set(), isOpen: false, aliveAt: Date.now() }
    this.pages.add(page)
    port.onmessage = ({ data }) => this.receive(page, data)
    // Not all browsers send this event when a tab crashes.
    port.addEventListener('close', () => this.remove(page))
  }

  private receive(page: Page, message: PageMessage) {
    page.aliveAt = Date.now()
    switch (message.kind) {
      case 'start':
        return void this.start(page, message.request)
      case 'subscribe':
        return void this.subscribe(page, message.id, message.topic)
      case 'unsubscribe':
        return this.unsubscribe(page, message.topic)
      case 'stop':
        return this.remove(page)
    }
  }

  private async start(page: Page, request: HubRequest) {
    page.port.postMessage({ kind: 'connecting' })
    // After a sleep the connection may be dead without having been closed.
    if (this.connection && Date.now() - this.connection.heardAt > staleAfter) this.drop()
    try {
      const connection = (this.connection ??= this.open(request))
      const opened = await connection.opening
      if (connection !== this.connection) throw new Error('closed meanwhile')
      if (!this.pages.has(page)) return
      page.isOpen = true
      page.port.postMessage({ kind: 'opened', hub: { ...opened, silence: Date.now() - connection.heardAt } })
    } catch {
      page.port.postMessage({ kind: 'refused' })
    }
  }

  private open(request: HubRequest): Connection {
    if (Date.now() - this.failedAt < minRetryInterval) throw new Error('too early')
    const hub = this.build(request, () => this.heard(connection))
    for (const name of ['snapshot', 'update', 'source', 'stopping'])
      hub.on(name, (message: { topic?: string }) => connection === this.connection && this.push(name, message))
    hub.onclose(() => connection === this.connection && this.drop())
    const connection: Connection = { hub, heardAt: Date.now(), opening: this.connect(hub, () => connection) }
    return connection
  }

  private async connect(hub: Hub, current: () => Connection): Promise<OpenedHub> {
    try {
      const opened = await hub.start()
      current().heardAt = Date.now()
      return opened
    } catch (error) {
      this.failedAt = Date.now()
      if (this.connection === current()) this.connection = undefined
      throw error
    }
  }

  private heard(connection: Connection) {
    connection.heardAt = Date.now()
    if (connection === this.connection) this.post({ kind: 'heard' })
  }

  private push(name: string, message: { topic?: string }) {
    const pushed: WorkerMessage = {
      kind: 'pushed',
      name,
      message: name === 'stopping' ? chooseMoment(message) : message,
    }
    this.post(pushed, (page) => message.topic === undefined || page.topics.has(message.topic))
  }

  private async subscribe(page: Page, id: number, topic: string) {
    const connection = this.connection
    if (!connection || !page.isOpen) return
    page.topics.add(topic)
    try {
      // The server answers a repeated subscription with the present state.
      const snapshot = await connection.hub.invoke('Subscribe', topic)
      if (page.isOpen) page.port.postMessage({ kind: 'subscribed', id, snapshot })
    } catch {
      page.port.postMessage({ kind: 'failed', id })
    }
  }

  private unsubscribe(page: Page, topic: string) {
    if (!page.topics.delete(topic)) return
    for (const other of this.pages) if (other.topics.has(topic)) return
    void this.connection?.hub.send('Unsubscribe', topic).catch(() => undefined)
  }

  private remove(page: Page) {
    if (!this.pages.delete(page)) return
    page.isOpen = false
    for (const topic of page.topics) this.unsubscribe(page, topic)
    page.port.close()
    if (this.pages.size === 0) this.drop()
  }

  private removeLostPages() {
    for (const page of [...this.pages]) {
      if (Date.now() - page.aliveAt <= aliveTimeout) continue
      // A page that only slept connects again.
      page.port.postMessage({ kind: 'closed' })
      this.remove(page)
    }
  }

  /** Ends the connection. Its pages start again with new ports. */
  private drop() {
    const connection = this.connection
    this.connection = undefined
    this.post({ kind: 'closed' })
    for (const page of this.pages) {
      if (!page.isOpen) continue
      page.isOpen = false
      this.pages.delete(page)
    }
    void connection?.hub.stop()
  }

  private post(message: WorkerMessage, isMeant: (page: Page) => boolean = () => true) {
    for (const page of this.pages) if (page.isOpen && isMeant(page)) page.port.postMessage(message)
  }
}

/** Many pages would choose a moment near the start of the window, so the worker chooses one for all of them. */
function chooseMoment(message: object): object {
  const moment = momentOf(message as StoppingMessage)
  return { from: moment, to: moment }
}
