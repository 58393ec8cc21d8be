import { describe, expect, it } from 'vitest'
import { safeReturnPath, signInUrl } from './session'

describe('the return path after sign-in', () => {
  const origin = 'https://ip.example.org'
  const back = (asked: unknown) => safeReturnPath(asked, origin)

  it('keeps path, query and fragment', () => {
    const asked = '/cities/370300?period=2024&events=pledge.count#financing'
    expect(back(new URLSearchParams(signInUrl(asked).split('?')[1]).get('back'))).toBe(asked)
  })
  it('stays on this site', () => {
    for (const asked of [
      'https://elsewhere.example.org/',
      '//elsewhere.example.org/x',
      '/\\elsewhere.example.org',
      'javascript:alert(1)',
      'http://',
    ])
      expect(back(asked), asked).toBe('/')
  })
  it('is / for the sign-in page and for invalid values', () => {
    expect([back('/sign-in?back=%2Fcontrol'), back(undefined), back(['/a', '/b'])]).toEqual(['/', '/', '/'])
    expect(signInUrl('/', 'ended')).toBe('/sign-in?why=ended')
  })
})
