import { computed, ref, watch } from 'vue'
import { useIntervalFn } from '@vueuse/core'
import { linkState } from '@/shared/realtime/connection'
import type { Freshness } from '@/shared/realtime/freshness'
import { useTopic } from '@/shared/realtime/useTopic'
import { basePath } from '@/shared/api/basePath'
import { Problem } from '@/shared/api/http'
import { serverNow, useServerNow } from '@/shared/api/serverClock'
import { screenApi } from '@/shared/api/screenApi'
import type { PairedScreen } from '@/shared/api/types'
import { nextNightlyReload, playlistStateAt } from './playlist'

const statusInterval = 10_000
const buildCheckInterval = 300_000
const preloadTime = 5000
const loadedAt = performance.timeOrigin

/** Build of the running client: the name of its script. */
export const clientBuild =
  /assets\/([^/"]+)\.js/.exec(document.querySelector('script[type=module]')?.getAttribute('src') ?? '')?.[1] ?? 'dev'

/**
 * Runs an unattended screen: rotates scenes, reports status, and reloads at night, for a new build or on command, if
 * the server is available.
 */
export function useScreen(id: string, isPaired: () => boolean, onRemoved: () => void) {
  const now = useServerNow()
  const topic = useTopic<PairedScreen>(() => `screen/${id}`)
  const screen = topic.data
  const playlist = computed(() => screen.value && playlistStateAt(screen.value, now.value))
  /** The current scene and, shortly before its end, the next. */
  const mounted = computed(() => {
    if (!playlist.value) return []
    const { scene, next, endsAt } = playlist.value
    return next.id !== scene.id && endsAt - now.value <= preloadTime ? [scene, next] : [scene]
  })
  const notice = computed(() =>
    screen.value?.notice && Date.parse(screen.value.notice.until) > now.value ? screen.value.notice : undefined,
  )
  const freshness = ref<Freshness>()

  function reportStatus() {
    if (!isPaired()) return
    const { innerWidth, innerHeight, devicePixelRatio } = window
    void screenApi
      .reportStatus(id, {
        build: clientBuild,
        scene: playlist.value?.scene.id,
        asOf: freshness.value?.asOf,
        isLive: linkState.value === 'open' && !freshness.value?.stale,
        width: Math.round(innerWidth * devicePixelRatio),
        height: Math.round(innerHeight * devicePixelRatio),
      })
      .catch((error: unknown) => {
        if (error instanceof Problem && error.status === 401) onRemoved()
      })
  }
  useIntervalFn(reportStatus, statusInterval)
  useIntervalFn(() => void checkBuild(), buildCheckInterval)
  watch(() => playlist.value?.scene.id, reportStatus)

  // A due reload happens at the next scene change, so that no scene is interrupted.
  let isDue = false
  const night = nextNightlyReload(serverNow(), id)
  watch(now, () => {
    const ordered =
      screen.value?.reloadedAt && Date.parse(screen.value.reloadedAt) > loadedAt + serverNow() - Date.now()
    if (ordered) void reload()
    else if (now.value >= night && !notice.value) isDue = true
  })
  watch(
    () => playlist.value?.scene.id,
    (_, before) => {
      if (isDue && before) void reload()
    },
  )

  async function checkBuild() {
    const page = await current()
    if (clientBuild !== 'dev' && page && !page.includes(clientBuild)) isDue = true
    // A playlist with one scene has no scene change.
    if (isDue && playlist.value?.endsAt === Infinity) void reload()
  }

  let reloading = false
  async function reload() {
    if (reloading) return
    reloading = true
    // Reloading without a server would show the browser's error page.
    if (linkState.value === 'open' && (await current())) location.reload()
    else reloading = false
  }

  return { now, topic, screen, playlist, mounted, notice, freshness }
}

async function current(): Promise<string | undefined> {
  try {
    const response = await fetch(`${basePath}/`, { cache: 'no-store' })
    return response.ok ? await response.text() : undefined
  } catch {
    return undefined
  }
}
