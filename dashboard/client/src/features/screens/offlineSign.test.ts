import { createSSRApp, h, ref } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { beforeEach, expect, it, vi } from 'vitest'
import OfflineSign from './OfflineSign.vue'
import { i18n } from '@/shared/i18n/i18n'

const link = vi.hoisted(() => ({ contact: undefined as number | undefined, earlier: undefined as number | undefined }))
vi.mock('@/shared/realtime/connection', () => ({ linkState: ref('lost'), lastContact: () => link.contact }))
vi.mock('./screenCopies', () => ({ earlierContact: () => link.earlier }))

const noon = Date.parse('2026-04-20T04:00:00Z')
const shown = () => renderToString(createSSRApp({ render: () => h(OfflineSign, { now: Date.now() }) }).use(i18n))

beforeEach(() => {
  vi.useFakeTimers({ now: noon })
  link.contact = link.earlier = undefined
})

it('counts from the last message, also if the page was suspended since', async () => {
  link.contact = noon - 50_000
  expect(await shown()).toContain('离线 50秒，显示断开前的数据')
})

it('counts from the contact of an earlier run while there is no other', async () => {
  link.earlier = noon - 180_000
  expect(await shown()).toContain('离线 3分钟，显示本机留存的数据')
})
