import type { PairedScreen, Scene } from '@/shared/api/types'

/** The current scene of a playlist, its end and the next scene. */
export interface PlaylistState {
  scene: Scene
  next: Scene
  endsAt: number
  /** Number of completed rounds. Content that rotates within a scene continues from it. */
  round: number
}

/**
 * Returns the playlist state by server time alone: screens with the same playlist change together, also after a
 * restart.
 */
export function playlistStateAt(
  screen: Pick<PairedScreen, 'scenes' | 'shown' | 'pausedAt'>,
  now: number,
): PlaylistState | undefined {
  const { scenes } = screen
  const total = scenes.reduce((sum, scene) => sum + scene.seconds, 0) * 1000
  const at = screen.pausedAt ? Date.parse(screen.pausedAt) : now
  const round = Math.floor(at / total)
  const pinned = scenes.find((scene) => scene.id === screen.shown)
  if (pinned) return { scene: pinned, next: pinned, endsAt: Infinity, round: Math.floor(now / (pinned.seconds * 1000)) }
  let endsAt = round * total
  for (const [i, scene] of scenes.entries()) {
    endsAt += scene.seconds * 1000
    if (at < endsAt)
      return {
        scene,
        next: scenes[(i + 1) % scenes.length] ?? scene,
        endsAt: screen.pausedAt ? Infinity : endsAt,
        round,
      }
  }
  return undefined
}

/** Next nightly reload of a screen after a moment. Screens are spread over half an hour. */
export function nextNightlyReload(moment: number, id: string): number {
  const day = 86_400_000
  const spread = [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1800, 7) * 1000
  // 03:30 in China is 19:30 UTC of the previous day.
  const tonight = Math.floor(moment / day) * day + 19.5 * 3_600_000 + spread
  return tonight > moment ? tonight : tonight + day
}

/** Pixel shift of the current minute, against burn-in. */
export function pixelShiftAt(now: number): [number, number] {
  const steps: [number, number][] = [
    [0, 0],
    [2, 0],
    [4, 0],
    [4, 2],
    [4, 4],
    [2, 4],
    [0, 4],
    [0, 2],
  ]
  return steps[Math.floor(now / 60_000) % steps.length] ?? [0, 0]
}
