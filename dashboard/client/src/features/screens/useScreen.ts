import { computed, ref, watch } from 'vue'
import { useIntervalFn } from '@vueuse/core'
import { useCatalogue } from '@/shared/api/catalogue'
import { clientBuild, readServerBuild } from '@/shared/api/clientBuild'
import { linkState } from '@/shared/realtime/connection'
import type { Freshness } from '@/shared/realtime/freshness'
import { useHeldTopics } from '@/shared/realtime/useHeldTopics'
import { useTopic } from '@/shared/realtime/useTopic'
import { Problem } from '@/shared/api/http'
import { serverNow, useServerNow } from '@/shared/api/serverClock'
import { screenApi } from '@/shared/api/screenApi'
import type { PairedScreen } from '@/shared/api/types'
import { nextNightlyReload, playlistStateAt } from './playlist'
import { sceneTopics } from './sceneTopics'
import { canWorkOffline, isUpdateReady, reloadScreen } from './screenWorker'
import { useScreenCopies } from './useScreenCopies'

const statusInterval = 10_000
const buildCheckInterval = 300_000
const preloadTime = 5000
const loadedAt = performance.timeOrigin

/**
 * Runs an unattended screen: rotates scenes, reports status, and reloads at night, for a new build or on command, if
 * the server is available.
 */
export function useScreen(id: string, isPaired: () => boolean, onRemoved: () => void) {
  const now = useServerNow()
  const topic = useTopic<PairedScreen>(() => `screen/${id}`)
  const screen = topic.data
  const { catalogue } = useCatalogue()
  const playlist = computed(() => screen.value && playlistStateAt(screen.value, now.value))
  // The topics of all scenes, that of the current scene first.
  const held = useHeldTopics(() => [
    `screen/${id}`,
    ...[playlist.value?.scene ?? [], screen.value?.scenes ?? []]
      .flat()
      .flatMap((scene) => (catalogue.value ? sceneTopics(scene, catalogue.value) : [])),
  ])
  const { isComplete } = useScreenCopies(id, held)
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
        worksOffline: canWorkOffline,
      })
      .catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'screen_not_paired') onRemoved()
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
    if (await isUpdateReady()) isDue = true
    // A held scene and a playlist with one scene have no scene change.
    const { scene, next, endsAt } = playlist.value ?? {}
    if (isDue && (endsAt === Infinity || next?.id === scene?.id)) void reload()
  }

  let reloading = false
  async function reload() {
    if (reloading) return
    reloading = true
    // Reloading without a server would show the browser's error page.
    if (linkState.value === 'open' && (await readServerBuild())) await reloadScreen()
    else reloading = false
  }

  return { now, topic, screen, playlist, mounted, notice, freshness, isComplete }
}
