import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expect, it } from 'vitest'
import FreshnessStatus from './FreshnessStatus.vue'
import { i18n } from '@/shared/i18n/i18n'

const shown = (asOf: string, now: string) => {
  const freshness = { liveness: 'live', stale: false, quiet: false, asOf } as const
  return renderToString(
    createSSRApp({ render: () => h(FreshnessStatus, { freshness, now: Date.parse(now) }) }).use(i18n),
  )
}

it('shows the time of the data', async () =>
  expect(await shown('2026-04-20T04:00:00.900Z', '2026-04-20T04:00:05.100Z')).toContain('数据截至 12:00:00'))

it('shows no time after that of the clock beside it', async () =>
  expect(await shown('2026-04-20T04:00:01.200Z', '2026-04-20T04:00:00.900Z')).toContain('数据截至 12:00:00'))
