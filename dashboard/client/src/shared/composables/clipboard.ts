/** Result of copying: done, or not allowed by the browser. */
export type CopyResult = 'copied' | 'refused'

/** Copies a text. Browsers refuse on pages without TLS. */
export async function copyText(text: string): Promise<CopyResult> {
  try {
    await navigator.clipboard.writeText(text)
    return 'copied'
  } catch {
    return 'refused'
  }
}

/**
 * Copies a picture (PNG) that is still being loaded: Safari requires the copy to begin in the click. Throws an error
 * of loading; a browser without permission refuses.
 */
export async function copyPicture(load: () => Promise<Blob>): Promise<CopyResult> {
  // On pages without TLS there is no clipboard, and older browsers copy no pictures.
  if (typeof ClipboardItem === 'undefined' || !navigator.clipboard?.write) return 'refused'
  const picture = load()
  // The clipboard hides the reason of a failed load.
  picture.catch(() => undefined)
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
    return 'copied'
  } catch {
    await picture
    return 'refused'
  }
}
