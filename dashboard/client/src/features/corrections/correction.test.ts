import { expect, it } from 'vitest'
import type { ReportedEvent } from '@/shared/api/types'
import { newSubmissionId, correctionKinds, correctionRow, currentEvent } from './correction'

const event = (id: string, rest: Partial<ReportedEvent> = {}): ReportedEvent =>
  ({
    id,
    source: 'zibo',
    city: '370300',
    metric: 'pledge.count',
    value: 7,
    date: '2025-04-01',
    op: 'add',
    position: 1,
    received: '',
    ...rest,
  }) as ReportedEvent

it('returns the current event, or the withdrawal', () => {
  const replaced = event('a', { state: 'replaced' })
  const replacement = event('b', { op: 'replace' })
  expect(currentEvent([replaced, replacement])?.id).toBe('b')
  expect(currentEvent([event('a')])?.id).toBe('a')
  expect(
    currentEvent([event('a', { state: 'withdrawn' }), event('w', { op: 'withdraw', state: 'withdrawal' })])?.id,
  ).toBe('w')
  expect(currentEvent([event('a', { state: 'void' })])).toBeUndefined()
  expect(correctionKinds(event('w', { op: 'withdraw' }))).toEqual(['restore'])
  expect(correctionKinds(replacement)).toEqual(['replace', 'withdraw'])
})

it('keeps source, date and attributes of the event', () => {
  const reported = event('a', { unit: '370303', basis: 'ytd', weight: 3, campaign: 'week' })
  const same = {
    source: 'zibo',
    city: '370300',
    unit: '370303',
    metric: 'pledge.count',
    date: '2025-04-01',
    campaign: 'week',
    note: '多报',
    target: { source: 'zibo', id: 'a' },
  }
  expect(correctionRow(reported, 'replace', 5, '多报')).toEqual({
    ...same,
    op: 'replace',
    value: 5,
    basis: 'ytd',
    weight: 3,
  })
  expect(correctionRow(reported, 'withdraw', undefined, '多报')).toEqual({ ...same, op: 'withdraw' })
  expect(correctionRow(event('w', { op: 'withdraw' }), 'restore', undefined, '撤错了').op).toBe('withdraw')
})

it('creates a new id each time', () => expect(newSubmissionId(() => new Uint32Array([35, 36, 1]))).toBe('correct-z101'))
