import { expect, it } from 'vitest'
import { evaluateFreshness, gracePeriod } from './freshness'
import type { TopicState } from './topicState'

const at = '2026-11-21T08:00:00Z'
const state: TopicState = { topic: 'feed', epoch: 'a', seq: 1, position: 1, at, sourceLive: true, data: {} }
const soon = Date.parse(at) + 1000

it('is live with an open connection and an available source', () => {
  expect(evaluateFreshness('open', state, undefined, soon)).toEqual({
    liveness: 'live',
    stale: false,
    quiet: false,
    asOf: at,
  })
})
it('is live and quiet after a minute without changes', () => {
  expect(evaluateFreshness('open', state, undefined, soon + 60_000)).toMatchObject({
    liveness: 'live',
    stale: false,
    quiet: true,
  })
})
it('distinguishes a lost connection from a silent source', () => {
  expect(evaluateFreshness('lost', state, undefined, soon)).toMatchObject({ liveness: 'lost', stale: true, asOf: at })
  expect(evaluateFreshness('open', { ...state, sourceLive: false }, undefined, soon)).toMatchObject({
    liveness: 'silent',
    stale: true,
  })
})
it('is connecting until the first snapshot', () => {
  expect(evaluateFreshness('open', undefined, { since: soon - 60_000, asked: soon }, soon)).toEqual({
    liveness: 'connecting',
    stale: false,
    quiet: false,
    asOf: undefined,
  })
})
it('is stale after the grace period without a connection', () => {
  expect(evaluateFreshness('connecting', state, { since: soon - gracePeriod }, soon)).toMatchObject({
    liveness: 'connecting',
    stale: false,
    asOf: at,
  })
  expect(evaluateFreshness('connecting', state, { since: soon - gracePeriod - 1 }, soon)).toMatchObject({
    liveness: 'connecting',
    stale: true,
  })
})
it('stays stale after a reconnect until the snapshot', () => {
  expect(evaluateFreshness('open', state, { since: soon - 10_000, asked: soon - 20 }, soon)).toMatchObject({
    liveness: 'connecting',
    stale: true,
  })
})
it('is silent when the server does not answer', () => {
  expect(evaluateFreshness('open', state, { since: soon - 10_000, asked: soon - gracePeriod - 1 }, soon)).toMatchObject(
    {
      liveness: 'silent',
      stale: true,
    },
  )
})
