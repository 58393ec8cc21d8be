import { createHub } from './hub'
import { HubBroker } from './hubBroker'

const broker = new HubBroker(createHub)
addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]
  if (port) broker.add(port)
})
