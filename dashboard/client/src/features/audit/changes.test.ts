import { expect, it } from 'vitest'
import { diffProperties } from './changes'

const json = JSON.stringify

it('lists only changed properties', () => {
  const before = { name: 'zibo', title: '淄博', role: 'bureau', isDisabled: false, city: '370300' }
  expect(diffProperties(json(before), json({ ...before, isDisabled: true, city: undefined, external: 'z1' }))).toEqual([
    { name: 'isDisabled', before: 'false', after: 'true' },
    { name: 'city', before: '370300' },
    { name: 'external', after: 'z1' },
  ])
})

it('lists all properties of a new object, joined lists included', () => {
  expect(
    diffProperties(undefined, json({ sources: ['a', 'b'], cities: [], until: null, scenes: [{ id: 1 }] })),
  ).toEqual([
    { name: 'sources', after: 'a、b' },
    { name: 'cities', after: '' },
    { name: 'scenes', after: '[{"id":1}]' },
  ])
})

it('compares plain text as it is', () => {
  expect(diffProperties(undefined, 'reset')).toEqual([{ name: '', after: 'reset' }])
  expect(diffProperties('2', '3')).toEqual([{ name: '', before: '2', after: '3' }])
  expect(diffProperties('Draft', json({ state: 'Submitted' }))).toEqual([
    { name: '', before: 'Draft' },
    { name: 'state', after: 'Submitted' },
  ])
  expect([diffProperties(undefined, undefined), diffProperties('{"a":1}', '{"a":1}')]).toEqual([[], []])
})
