import { expect, it } from 'vitest'
import script from '../../public/layout.js?raw'
import routerText from './router.ts?raw'

/** The routes with their layout; a parameter of a path is any text. */
const routes = routerText
  .split('path: ')
  .slice(1)
  .map((text) => ({
    path: (/^'([^']*)'/.exec(text)?.[1] ?? '').replace(/:\w+(\(.*)?/, 'any'),
    layout: text.includes("layout: 'kiosk'") ? 'kiosk' : 'standard',
    isScreen: text.includes('screen: true'),
  }))

/** The attributes that the script sets before the first paint. */
function paint(path: string, stored: string | null = null) {
  const [pathname = '', search = ''] = path.split('?')
  const dataset = { layout: '', theme: '' }
  let isScreen = false
  const documentElement = { dataset, toggleAttribute: (_: string, on: boolean) => (isScreen = on) }
  const run = new Function('document', 'location', 'localStorage', script) as (...globals: object[]) => void
  run({ documentElement }, { pathname, search }, { getItem: () => stored })
  return { ...dataset, isScreen }
}

it.each(routes)('$path is painted in its layout from the start', ({ path, layout, isScreen }) => {
  const theme = layout === 'kiosk' ? 'dark' : 'light'
  expect(paint(path)).toEqual({ layout, theme, isScreen })
  expect(paint(`/proxy${path}`)).toEqual({ layout, theme, isScreen })
})

it('a theme is chosen as in theme.ts', () => {
  expect(paint('/', 'dark').theme).toBe('dark')
  expect(paint('/?theme=light', 'dark').theme).toBe('light')
  expect(paint('/screens', 'light').theme).toBe('dark')
  expect(paint('/screens?theme=light').theme).toBe('light')
  expect(paint('/', 'other').theme).toBe('light')
})
