import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expect, it } from 'vitest'
import { i18n } from '@/shared/i18n/i18n'
import SubmissionHistory from './SubmissionHistory.vue'

it('names the submitter, and the reviewer with the reason', async () => {
  const submission = {
    about: { id: 's', title: '四月.xlsx', by: '张三', parts: 1 },
    state: 'returned',
    steps: [{ at: '2026-04-20T08:00:00Z', by: '李四', state: 'returned', reason: '请核对' }],
  }
  const render = () => h(SubmissionHistory, { submissions: [submission] } as never)
  const html = await renderToString(createSSRApp({ render }).use(i18n))
  const text = html.replaceAll(/<!--.*?-->|<[^>]+>/g, '')
  expect(text).toMatch(/张三\s.*\s李四\s原因：请核对/)
})
