import { expect, it } from 'vitest'
import { browserName } from './browserName'

it('recognizes browser and system, specific names first', () => {
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  expect(
    browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86`),
  ).toBe('Edge 131 · Windows')
  expect(browserName(`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${webkit} Chrome/130.0.0.0 Mobile Safari/537.36`)).toBe(
    'Chrome 130 · Android',
  )
  expect(
    browserName(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('Safari 17 · iOS')
  expect(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0')).toBe(
    'Firefox 128 · Linux',
  )
  expect([browserName('curl/8.5.0'), browserName('')]).toEqual(['', ''])
})
