// 终端上的实时位次 A live ranking on the terminal:
//   npm install @microsoft/signalr && IPM_KEY=… node screen.mjs http://127.0.0.1:5080 ranking/pledge.count/2026
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'

const [, , server = 'http://127.0.0.1:5080', topic = `ranking/pledge.count/${new Date().getFullYear()}`] = process.argv
const address = new URL('hubs/monitor', server).href
const headers = process.env.IPM_KEY ? { authorization: `ApiKey ${process.env.IPM_KEY}` } : {}
const hub = new HubConnectionBuilder().withUrl(address, { headers }).withServerTimeout(12_000).configureLogging(LogLevel.None).build()
const rows = new Map()
let known, lost

function show(sign) {
  const ranked = [...rows.values()].sort((a, b) => a.rank - b.rank || (a.city < b.city ? -1 : 1))
  console.log(sign, known?.at ?? '', ranked.map((row) => `${row.rank} ${row.name} ${row.value}`).join(' | '))
}
function take(message, { rows: changed = [], removed }) {
  known = message
  for (const city of removed?.rows ?? []) rows.delete(city)
  for (const row of changed) rows.set(row.city, row)
  show(message.live === false ? '数据源中断' : '实时')
}
function takeSnapshot(snapshot) {
  if (known?.epoch === snapshot.epoch && snapshot.seq < known.seq) return
  rows.clear()
  take(snapshot, snapshot.data)
}
// A refusal is final: the server says why, by a stable code.
function refuse(reason) {
  console.error(reason)
  process.exit(1)
}
async function readRefusal() {
  const response = await fetch(`${address}/negotiate?negotiateVersion=1`, { method: 'POST', headers })
  const { code, detail } = await response.json()
  return `${response.status} ${code}: ${detail}`
}
const ask = async () => takeSnapshot(await hub.invoke('Subscribe', topic))

hub.on('snapshot', takeSnapshot)
hub.on('update', (update) => {
  if (known?.epoch === update.epoch && update.seq <= known.seq) return
  if (known?.epoch === update.epoch && update.seq === known.seq + 1) take(update, update.changes)
  else ask().catch(() => hub.stop())
})
hub.on('source', ({ live }) => show(live ? '实时' : '数据源中断'))
hub.onclose(() => lost())

for (let attempt = 0; ; attempt++) {
  const end = new Promise((resolve) => (lost = resolve))
  try {
    await hub.start()
    await ask()
    attempt = 0
    await end
  } catch (fault) {
    if (/topic_unknown|not_allowed/.test(fault)) refuse(fault.message)
    if (/Status code '40[13]'/.test(fault)) refuse(await readRefusal())
    await hub.stop()
  }
  show('连接中断')
  await new Promise((resolve) => setTimeout(resolve, Math.min(5000, 400 * 2 ** attempt) * (0.5 + Math.random() / 2)))
}
