import { Problem } from '@/wire/api'
import { keep, recall } from '@/wire/memory'
import { screenApi } from '@/wire/screens'

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

/** Comes in as the screen that this device was paired as: the browser may have lost what shows it. One that was removed is none any more. */
export async function comeIn(id: string): Promise<void> {
  const known = paired()
  if (known?.id !== id) return
  try {
    await screenApi.enter(id, known.token)
  } catch (fault) {
    if (!(fault instanceof Problem && fault.code === 'screen_not_paired')) throw fault
    forget()
    location.replace('/screens')
  }
}
