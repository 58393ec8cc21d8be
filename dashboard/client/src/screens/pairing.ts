import { keep, recall } from '@/wire/memory'

/** What a device is to the control room. */
export interface Paired {
  id: string
  token: string
}

const remembered = 'ipm.screen'

/** What this device was paired as; a kiosk that forbids storage has it in its address. */
export function paired(): Paired | undefined {
  const [, id, token] = /^#paired=(\w+):(\w+)$/.exec(location.hash) ?? []
  if (id && token) return { id, token }
  const kept = recall(remembered)
  return kept === undefined ? undefined : (JSON.parse(kept) as Paired)
}

/** Remembers it; answers what has to stand in the address where nothing can be stored. */
export function remember(screen: Paired): string {
  return keep(remembered, JSON.stringify(screen)) ? '' : `#paired=${screen.id}:${screen.token}`
}

export function forget(): void {
  keep(remembered, undefined)
}
