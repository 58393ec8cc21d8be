import { expect, it } from 'vitest'
import { freshness } from './freshness'
import type { TopicState } from './reduce'

const at = '2026-11-21T08:00:00Z'
const state: TopicState = { topic: 'feed', epoch: 'a', seq: 1, position: 1, at, sourceLive: true, data: {} }
const soon = Date.parse(at) + 1000

it('is live when link and source are', () => {
  expect(freshness('open', state, false, soon)).toEqual({ liveness: 'live', quiet: false, asOf: at })
})
it('is live, though quiet, when nothing happened for a minute', () => {
  expect(freshness('open', state, false, soon + 60_000)).toMatchObject({ liveness: 'live', quiet: true })
})
it('tells a lost link from a silent source', () => {
  expect(freshness('lost', state, false, soon).liveness).toBe('lost')
  expect(freshness('open', { ...state, sourceLive: false }, false, soon).liveness).toBe('silent')
})
it('is connecting until the snapshot is there, also after a reconnect', () => {
  expect(freshness('open', undefined, true, soon)).toEqual({ liveness: 'connecting', quiet: false, asOf: undefined })
  expect(freshness('open', state, true, soon)).toMatchObject({ liveness: 'connecting', asOf: at })
})
