import { basePath } from './basePath'

const mainScript = /<script type="module"[^>]* src="[^"]*\/([^/"]+)\.js"/

/** Build of the running client: the name of its script. */
export const clientBuild =
  /assets\/([^/"]+)\.js/.exec(
    globalThis.document?.querySelector('script[type=module]')?.getAttribute('src') ?? '',
  )?.[1] ?? 'dev'

/** Returns the build that an index names. */
export const buildOf = (page: string): string | undefined => mainScript.exec(page)?.[1]

/** Reads the build that the server has now; undefined while the server is unavailable. */
export async function readServerBuild(): Promise<string | undefined> {
  try {
    const response = await fetch(`${basePath}/`, { cache: 'no-store' })
    return response.ok ? buildOf(await response.text()) : undefined
  } catch {
    return undefined
  }
}
