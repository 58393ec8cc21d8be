import { describe, expect, it } from 'vitest'
import type { Scene } from '@/shared/api/types'
import { nextNightlyReload, pixelShiftAt, playlistStateAt } from './playlist'

const scene = (id: string, seconds: number): Scene => ({ id, kind: 'feed', seconds })
const scenes = [scene('a', 10), scene('b', 20), scene('c', 30)]

describe('the current scene', () => {
  it('follows the clock in rounds', () => {
    const shown = (second: number) => playlistStateAt({ scenes }, second * 1000)
    expect([0, 9.9, 10, 29, 30, 59.9, 60].map((second) => shown(second)?.scene.id)).toEqual([
      'a',
      'a',
      'b',
      'b',
      'c',
      'c',
      'a',
    ])
    expect(shown(5)).toMatchObject({ next: { id: 'b' }, endsAt: 10_000, round: 0 })
    expect(shown(119)).toMatchObject({ scene: { id: 'c' }, next: { id: 'a' }, endsAt: 120_000, round: 1 })
  })

  it('does not change while paused', () => {
    const pausedAt = new Date(12_000).toISOString()
    for (const now of [12_000, 500_000])
      expect(playlistStateAt({ scenes, pausedAt }, now)).toMatchObject({ scene: { id: 'b' }, endsAt: Infinity })
  })

  it('is the pinned scene until released, also while paused', () => {
    expect(playlistStateAt({ scenes, shown: 'c', pausedAt: new Date(0).toISOString() }, 0)?.scene.id).toBe('c')
    expect(playlistStateAt({ scenes, shown: 'gone' }, 0)?.scene.id).toBe('a')
  })

  it('counts rounds of a pinned scene', () => {
    expect([0, 29, 30, 61].map((second) => playlistStateAt({ scenes, shown: 'c' }, second * 1000)?.round)).toEqual([
      0, 0, 1, 2,
    ])
  })

  it('is undefined without scenes', () => {
    expect(playlistStateAt({ scenes: [] }, 1000)).toBeUndefined()
  })
})

describe('the nightly reload', () => {
  const half = 1_800_000
  it('is once a day, within half an hour after 03:30 in China', () => {
    for (const id of ['a1b2c3d4', 'ffffffff', '0']) {
      const first = nextNightlyReload(Date.parse('2026-04-20T12:00:00+08:00'), id)
      const from = Date.parse('2026-04-21T03:30:00+08:00')
      expect(first).toBeGreaterThanOrEqual(from)
      expect(first).toBeLessThan(from + half)
      expect(nextNightlyReload(first, id)).toBe(first + 86_400_000)
      expect(nextNightlyReload(first - 1, id)).toBe(first)
    }
  })

  it('differs between screens', () => {
    expect(new Set(['a1b2c3d4', 'b1b2c3d4', 'c1b2c3d4'].map((id) => nextNightlyReload(0, id))).size).toBe(3)
  })
})

it('shifts by at most four pixels every minute', () => {
  const places = Array.from({ length: 9 }, (_, minute) => pixelShiftAt(minute * 60_000))
  expect(Math.max(...places.flat())).toBe(4)
  expect(new Set(places.slice(0, 8).map(String)).size).toBe(8)
  expect(places[8]).toEqual(places[0])
})
