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
  try {
    return JSON.parse(localStorage.getItem(remembered) ?? 'null') as Paired | undefined ?? undefined
  } catch {
    return undefined
  }
}

/** Remembers it; answers what has to stand in the address where nothing can be stored. */
export function remember(screen: Paired): string {
  try {
    localStorage.setItem(remembered, JSON.stringify(screen))
    return ''
  } catch {
    return `#paired=${screen.id}:${screen.token}`
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(remembered)
  } catch {
    // Then there was nothing.
  }
}
