import { createMemoryHistory, createRouter } from 'vue-router'
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterAll, expect, it, vi } from 'vitest'
import type { SharedView } from '@/shared/api/shareAddress'
import { i18n } from '@/shared/i18n/i18n'

vi.hoisted(() => {
  vi.stubGlobal('location', { host: 'localhost', origin: 'http://localhost' })
  vi.stubGlobal('history', { state: {} })
  vi.stubGlobal('document', {
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    createElement: () => ({ style: {} }),
    querySelector: () => null,
    documentElement: { dataset: {} },
  })
})
import ShareMenu from './ShareMenu.vue'

const view: SharedView = { chart: 'trend', chartQuery: {}, table: '/rankings/m/trend', asOf: '7' }

async function render(props: { view: SharedView }) {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: ShareMenu }] })
  await router.push('/')
  return renderToString(
    createSSRApp({ render: () => h(ShareMenu, props) })
      .use(i18n)
      .use(router),
  )
}

const actionsOf = (html: string) => [...html.matchAll(/data-action="(\w+)"/g)].map(([, name]) => name)

afterAll(() => vi.unstubAllGlobals())

it('is a menu button with its items, in both languages', async () => {
  const html = await render({ view })
  expect(html).toMatch(/<button[^>]*aria-haspopup="menu"[^>]*aria-expanded="false"/)
  const [, id] = /aria-controls="([^"]+)"/.exec(html) ?? []
  expect(html).toMatch(new RegExp(`<span[^>]*id="${id}"[^>]*role="menu"[^>]*aria-label="转发"`))
  expect(html.match(/role="menuitem" tabindex="-1"/g)).toHaveLength(5)
  expect(html).toContain('role="status"')
  expect(html).toContain('复制图片')
  i18n.global.locale.value = 'en'
  expect(await render({ view })).toContain('Copy picture')
  i18n.global.locale.value = 'zh-CN'
})

it('offers the bulletin of a ranking only', async () => {
  const common = ['copyPicture', 'savePicture', 'saveWorkbook', 'copyLink', 'print']
  expect(actionsOf(await render({ view }))).toEqual(common)
  expect(actionsOf(await render({ view: { ...view, hasBulletin: true } }))).toEqual(
    common.toSpliced(3, 0, 'saveBulletin'),
  )
})
