import { useSessionStorage } from '@vueuse/core'
import { ref } from 'vue'
import type { Router } from 'vue-router'
import { basePath } from '@/shared/api/basePath'
import { clientBuild, readServerBuild } from '@/shared/api/clientBuild'
import { storageOptions } from '@/shared/api/storageOptions'

/**
 * Notice about the files of this page. `reopened`: the page was reloaded because the server has another build.
 * `outdated`: a reload is needed. `unreachable`: the server did not answer. `incomplete`: the server lacks a file of
 * this build.
 */
export type PageNotice = 'reopened' | 'outdated' | 'unreachable' | 'incomplete'

export const pageNotice = ref<PageNotice>()

/** Build for which this tab was reloaded; it is reloaded once for each. */
const reopenedFor = useSessionStorage<string | null>('ipm.reopened', null, storageOptions)
/** Set between a reload and the page that follows it. */
const isReopening = useSessionStorage<string | null>('ipm.reopening', null, storageOptions)

/** What to do about a file that could not be loaded. */
export function decideReload(
  build: string,
  server: string | undefined,
  reopenedFor: string | null,
): 'reload' | Exclude<PageNotice, 'reopened'> {
  if (server === undefined) return 'unreachable'
  if (server === build) return 'incomplete'
  return reopenedFor === server ? 'outdated' : 'reload'
}

/** Reloads the page, or says why not, when a file of it is missing because the server has another build. */
export function handleMissingFiles(router: Router): void {
  if (isReopening.value) {
    isReopening.value = null
    pageNotice.value = 'reopened'
  }
  // Errors of files that Vite could not load, and those of them that stopped a navigation.
  const failures = new WeakSet<object>()
  const stopped = new WeakSet<object>()

  addEventListener('vite:preloadError', ({ payload }) => {
    failures.add(payload)
    // A part of an open page is missing. It may hold a form, so its user decides when to reload.
    setTimeout(() => {
      if (!stopped.has(payload)) void reloadFor(undefined)
    })
  })
  router.onError((error: object, to) => {
    if (!failures.has(error)) return
    stopped.add(error)
    void reloadFor(to.fullPath)
  })
  router.afterEach((_, from, failure) => {
    if (!failure && from.matched.length > 0) pageNotice.value = undefined
  })
}

async function reloadFor(path: string | undefined) {
  const server = await readServerBuild()
  const decision = decideReload(clientBuild, server, reopenedFor.value)
  if (decision !== 'reload') {
    if (path !== undefined || decision === 'outdated') pageNotice.value = decision
    return
  }
  if (path === undefined) {
    pageNotice.value = 'outdated'
    return
  }
  reopenedFor.value = server ?? null
  isReopening.value = 'true'
  location.assign(basePath + path)
}
