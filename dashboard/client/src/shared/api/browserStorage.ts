/** What the browser keeps from one page to the next. A kiosk may forbid it: then there is nothing, and nothing is kept. */
export function readStored(key: string, kept = () => localStorage): string | undefined {
  try {
    return kept().getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps something, or forgets it; false where nothing can be kept. */
export function writeStored(key: string, text: string | undefined, kept = () => localStorage): boolean {
  try {
    if (text === undefined) kept().removeItem(key)
    else kept().setItem(key, text)
    return true
  } catch {
    return false
  }
}
