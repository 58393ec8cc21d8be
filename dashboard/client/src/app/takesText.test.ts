import { expect, it } from 'vitest'
import routerText from './router.ts?raw'
import signInPage from '@/features/authentication/SignInPage.vue?raw'

const sources = import.meta.glob<string>('/src/features/*/*.vue', { query: '?raw', import: 'default', eager: true })
const fieldTag = /<(?:textarea|input)\b[^>]*>/g
/** Fields without free text, and searches, whose text is not stored. */
const withoutText = /type="(?:checkbox|radio|range|number|date|datetime-local|month|file|search)"/

/** The routes of a feature with a page, and whether they show the notice. */
const routes = routerText
  .split('path: ')
  .slice(1)
  .map((text) => ({
    path: /^'([^']*)'/.exec(text)?.[1],
    feature: /features\/(\w+)\//.exec(text)?.[1],
    takesText: text.includes('takesText: true'),
  }))

it('every page of a feature with a text field shows the notice', () => {
  const features = Object.entries(sources)
    .filter(([, source]) => source.match(fieldTag)?.some((tag) => !withoutText.test(tag)))
    .map(([path]) => path.split('/')[3])
  expect(features).toContain('corrections')
  expect(new Set(features)).toEqual(new Set(routes.filter((one) => one.takesText).map((one) => one.feature)))
  expect(routes.filter((one) => features.includes(one.feature ?? '') && !one.takesText).map((one) => one.path)).toEqual(
    [],
  )
})

it('the sign-in page, which has no header, shows the notice itself', () =>
  expect(signInPage).toContain('<ClassificationNotice />'))
