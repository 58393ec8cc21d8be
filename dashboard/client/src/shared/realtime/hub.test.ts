import { beforeEach, expect, it, vi } from 'vitest'
import { createHub, type HubRequest, type SignalRHub } from './hub'
import type { Transport } from './transport'

const request: HubRequest = { url: 'http://server/hubs/monitor', language: 'zh-CN', preferred: null }
let tried: { transport: Transport; hub: SignalRHub; settle: { open: () => void; fail: (error?: object) => void } }[]

let serverAnswers: boolean

/** Builds hubs whose start the test settles. */
function build(transport: Transport, onResponse: () => void): SignalRHub {
  const settle: (typeof tried)[0]['settle'] = { open: () => undefined, fail: () => undefined }
  const hub: SignalRHub = {
    start: () => new Promise((resolve, reject) => ([settle.open, settle.fail] = [resolve, reject])),
    stop: vi.fn(() => Promise.resolve()),
    invoke: vi.fn(),
    send: vi.fn(),
    on: vi.fn(),
    onclose: vi.fn(),
  }
  tried.push({ transport, hub, settle })
  if (serverAnswers) onResponse()
  return hub
}

const start = (preferred: Transport | null = null) => {
  const hub = createHub({ ...request, preferred }, () => undefined, build)
  const result = hub.start().catch((error: unknown) => error)
  return { hub, result }
}
const transports = () => tried.map(({ transport }) => transport)

beforeEach(() => {
  vi.useFakeTimers()
  tried = []
  serverAnswers = true
})

it('reaches the last transport within five seconds if proxies hold back the others', async () => {
  const { result } = start()
  await vi.advanceTimersByTimeAsync(4500)
  expect(transports()).toEqual(['webSockets', 'serverSentEvents', 'longPolling'])
  expect(tried[0]?.hub.stop).toHaveBeenCalled()
  tried[2]?.settle.open()
  expect(await result).toEqual({ transport: 'longPolling', silence: 0 })
})
it('waits for a slow server instead of changing the transport', async () => {
  serverAnswers = false
  const { result } = start()
  await vi.advanceTimersByTimeAsync(9000)
  tried[0]?.settle.open()
  expect(await result).toEqual({ transport: 'webSockets', silence: 0 })
})
it('tries the next transport at once if one is refused', async () => {
  const { result } = start()
  tried[0]?.settle.fail(new Error('no upgrade'))
  await vi.advanceTimersByTimeAsync(0)
  tried[1]?.settle.open()
  expect(await result).toEqual({ transport: 'serverSentEvents', silence: 0 })
})
it('begins with the transport that got through before', async () => {
  const { result } = start('longPolling')
  tried[0]?.settle.open()
  await result
  expect(transports()).toEqual(['longPolling'])
})
it('tries no other transport if the server is unavailable', async () => {
  const { result } = start()
  tried[0]?.settle.fail({ errorType: 'FailedToNegotiateWithServerError' })
  await result
  expect(transports()).toEqual(['webSockets'])
})
it('tries no other transport once it is stopped', async () => {
  const { hub, result } = start()
  void hub.stop()
  tried[0]?.settle.fail(new Error('stopped'))
  await result
  expect(transports()).toEqual(['webSockets'])
})
