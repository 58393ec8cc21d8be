import { basePath } from '@/shared/api/basePath'
import { clientBuild, readServerBuild } from '@/shared/api/clientBuild'

/** The worker controls the pages of screens only, never those of desks. */
const scope = `${basePath}/screens`

/** Returns true if the browser can open a screen without a server: over HTTPS or on the server's own machine. */
export const canWorkOffline: boolean =
  globalThis.isSecureContext === true && 'serviceWorker' in navigator && 'indexedDB' in globalThis

const registered = async () => (canWorkOffline ? await navigator.serviceWorker.getRegistration(scope) : undefined)

let isReloading = false

/** Keeps the files of the pages in the browser (`sw.js`, built by vite.config.ts). */
export async function registerWorker(): Promise<void> {
  if (!canWorkOffline || clientBuild === 'dev') return
  const { serviceWorker } = navigator
  // The worker of another build takes over once for all pages. The files of the build before are gone then.
  const hadController = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => {
    if (hadController || isReloading) location.reload()
  })
  await serviceWorker.register(`${basePath}/sw.js`, { scope }).catch(() => undefined)
}

/** Removes the worker and its files. */
export async function unregisterWorker(): Promise<void> {
  await (await registered())?.unregister()
  for (const name of await caches.keys()) await caches.delete(name)
}

/** Returns true if a reload opens another build, complete. */
export async function isUpdateReady(): Promise<boolean> {
  const registration = await registered()
  const isFailed = await registration?.update().then(
    () => false,
    () => true,
  )
  if (registration?.waiting) return true
  if (registration?.installing) return false
  const build = await readServerBuild()
  if (clientBuild === 'dev' || !build || build === clientBuild) return false
  // The server was upgraded since: the next look finds the worker of that build.
  if (registration && !isFailed) return false
  // The server has a build without a worker: after a return to an earlier version.
  if (isFailed) await unregisterWorker()
  return true
}

/** Reloads the page, with the latest build that is complete. */
export async function reloadScreen(): Promise<void> {
  const waiting = (await registered())?.waiting
  if (!waiting) return location.reload()
  isReloading = true
  waiting.postMessage({ type: 'SKIP_WAITING' })
}
