import { expect, it } from 'vitest'
import { menuIndex } from './menuKeys'

it.each([
  ['ArrowDown', 0, 1],
  ['ArrowDown', 5, 0],
  ['ArrowUp', 0, 5],
  ['Home', 3, 0],
  ['End', 3, 5],
  ['a', 3, undefined],
])('moves by %s from %i to %s of six items', (key, from, to) => expect(menuIndex(key, from, 6)).toBe(to))
