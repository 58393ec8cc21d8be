import { describe, expect, it } from 'vitest'
import { safeReturnPath, signInUrl } from './session'

describe('the way back after signing in', () => {
  const origin = 'https://ip.example.org'
  const back = (asked: unknown) => safeReturnPath(asked, origin)

  it('leads to where one came from, with all that its address says', () => {
    const asked = '/cities/370300?period=2024&events=pledge.count#financing'
    expect(back(new URLSearchParams(signInUrl(asked).split('?')[1]).get('back'))).toBe(asked)
  })
  it('never leads to another site', () => {
    for (const asked of [
      'https://elsewhere.example.org/',
      '//elsewhere.example.org/x',
      '/\\elsewhere.example.org',
      'javascript:alert(1)',
      'http://',
    ])
      expect(back(asked), asked).toBe('/')
  })
  it('never leads back to signing in, and to the beginning when it says nothing', () => {
    expect([back('/sign-in?back=%2Fcontrol'), back(undefined), back(['/a', '/b'])]).toEqual(['/', '/', '/'])
    expect(signInUrl('/', 'ended')).toBe('/sign-in?why=ended')
  })
})
