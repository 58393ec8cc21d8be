import { createMemoryHistory, createRouter } from 'vue-router'
import { createSSRApp, h, shallowRef, type Component } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import AccountPanel from '@/features/accounts/AccountPanel.vue'
import SessionList from '@/features/authentication/SessionList.vue'
import EventSearchResults from '@/features/corrections/EventSearchResults.vue'
import Cartogram from '@/features/ranking/Cartogram.vue'
import CityPanel from '@/features/ranking/CityPanel.vue'
import EventsPanel from '@/features/city/EventsPanel.vue'
import MetricDetail from '@/features/city/MetricDetail.vue'
import PaceChart from '@/features/city/PaceChart.vue'
import PointsTable from '@/features/city/PointsTable.vue'
import ProvinceMap from '@/features/ranking/ProvinceMap.vue'
import RankExplanation from '@/features/ranking/RankExplanation.vue'
import RankingTable from '@/features/ranking/RankingTable.vue'
import TrendPanel from '@/features/ranking/TrendPanel.vue'
import UnitTable from '@/features/city/UnitTable.vue'
import SubmissionRows from '@/features/submissions/SubmissionRows.vue'
import UnreportedList from '@/features/submissions/UnreportedList.vue'
import SceneSlot from '@/features/screens/SceneSlot.vue'
import { api } from '@/shared/api/api'
import { loadCatalogue, refreshCatalogue, useCatalogue } from '@/shared/api/catalogue'
import { i18n } from '@/shared/i18n/i18n'
import { zh } from '@/shared/i18n/messages/zh-CN'
import AccountsPage from '@/features/accounts/AccountsPage.vue'
import AuditPage from '@/features/audit/AuditPage.vue'
import CampaignPage from '@/features/campaigns/CampaignPage.vue'
import CityPage from '@/features/city/CityPage.vue'
import ControlPage from '@/features/control/ControlPage.vue'
import CorrectionsPage from '@/features/corrections/CorrectionsPage.vue'
import ImportPage from '@/features/import/ImportPage.vue'
import PairingPage from '@/features/screens/PairingPage.vue'
import RankingPage from '@/features/ranking/RankingPage.vue'
import ReferencePage from '@/features/reference/ReferencePage.vue'
import ReviewPage from '@/features/submissions/ReviewPage.vue'
import ChangeText from '@/shared/components/ChangeText.vue'
import ScreenPage from '@/features/screens/ScreenPage.vue'
import App from './App.vue'

/** Data of the topics that have answered. All other topics and all requests are pending. */
const topics = vi.hoisted(() => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  vi.stubGlobal('location', { host: 'localhost', origin: 'http://localhost' })
  vi.stubGlobal('history', { state: {} })
  vi.stubGlobal('document', {
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    querySelector: () => null,
    createElement: () => ({ style: {} }),
    documentElement: { dataset: {} },
  })
  return new Map<string, unknown>()
})
vi.mock('@/shared/realtime/useTopic', () => ({
  useTopic: (name: string | (() => string | undefined)) => {
    const data = topics.get((typeof name === 'string' ? name : name()) ?? '')
    const freshness = { liveness: data ? 'live' : 'connecting', stale: false, quiet: false, asOf: undefined }
    return { data: shallowRef(data), position: shallowRef(), problem: shallowRef(), freshness: shallowRef(freshness) }
  },
}))
vi.mock('@/shared/realtime/useHeldTopics', () => ({ useHeldTopics: () => shallowRef([]) }))

const metric = {
  code: 'm',
  pillar: 'financing',
  name: '指标',
  nameEn: 'Metric',
  unit: '件',
  kind: 'sum',
  better: 'higher',
}
const city = { code: '370300', name: '淄博市', nameEn: 'Zibo' }
const figure = { metric: 'm', value: 4711, rank: 1, of: 16 }
const row = { city: '370300', ...city, rank: 1, value: 4711 }
const ranking = { rows: [row], notReported: [], noFigure: [] }
const submission = {
  about: { id: 's', title: '', by: 'a', parts: 1 },
  partsThere: 1,
  state: 'submitted',
  steps: [],
  faults: [],
}

beforeAll(async () => {
  vi.useFakeTimers()
  vi.spyOn(api, 'about').mockResolvedValue({
    at: '2026-04-20T00:00:00Z',
    today: '2026-04-20',
    empty: true,
    province: city,
    groups: [],
  } as never)
  vi.spyOn(api, 'metrics').mockResolvedValue([metric] as never)
  vi.spyOn(api, 'cities').mockResolvedValue([city] as never)
  vi.spyOn(api, 'units').mockResolvedValue([])
  vi.spyOn(api, 'campaigns').mockResolvedValue([])
  loadCatalogue()
  await vi.waitUntil(() => useCatalogue().catalogue.value)
})
afterAll(() => vi.useRealTimers())

const createTestRouter = () =>
  createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] })

async function rendered(component: Component, props: object = {}, path = '/') {
  const router = createTestRouter()
  await router.push(path)
  return renderToString(
    createSSRApp({ render: () => h(component, props) })
      .use(router)
      .use(i18n),
  )
}

/** Texts for empty and failed states. */
const nothing = [
  zh.state.failed,
  zh.state.unreachable,
  zh.state.first,
  zh.ranking.notReported,
  zh.trend.empty,
  zh.feed.empty,
  zh.events.none,
  zh.screens.empty,
  zh.campaign.empty,
  zh.city.noTargets,
  zh.city.yesterdayNone,
  zh.city.yesterdayFailed,
  zh.city.noCorrections,
  zh.city.noUnits,
  zh.city.wholeOnly,
  zh.control.none,
  zh.corrections.none,
  zh.import.none,
  zh.accounts.noSessions,
  zh.accounts.noKeys,
  zh.audit.none,
  zh.submissions.none.waiting,
  zh.ranking.noMap,
  zh.replay.noMoments,
]
const whole: [string, Component, object, string][] = [
  ['accounts', AccountsPage, {}, '/accounts'],
  ['an account', AccountPanel, { account: { name: 'zibo', role: 'bureau' } }, '/accounts'],
  ['sessions', SessionList, {}, '/account'],
  ['audit', AuditPage, {}, '/audit'],
  ['campaign', CampaignPage, { id: 'c' }, '/campaigns/c'],
  ['city', CityPage, { code: '370300' }, '/cities/370300'],
  ['control', ControlPage, {}, '/control'],
  ['found events', EventSearchResults, { search: { city: '370300' }, opened: undefined }, '/corrections'],
  ['an event to correct', CorrectionsPage, {}, '/corrections?source=a&id=1'],
  ['data', ImportPage, {}, '/data'],
  ['ranking', RankingPage, {}, '/?metric=m'],
  ['reference', ReferencePage, {}, '/reference'],
  ['review', ReviewPage, {}, '/review'],
  ['screen', ScreenPage, { id: 's' }, '/screens/s'],
  [
    'a city beside the ranking',
    CityPanel,
    {
      city: '370300',
      metric,
      period: '2026',
      baseline: 'previous',
      row,
      of: 1,
      asOf: undefined,
      events: undefined,
      place: undefined,
    },
    '/',
  ],
  ['events behind a number', EventsPanel, { city: '370300', metric, period: '2026', figure }, '/'],
  ['a metric', MetricDetail, { metric, figure, city: '370300', period: '2026', unit: undefined }, '/'],
  ['a pace line', PaceChart, { metric, figure, city: '370300', period: '2026' }, '/'],
  ['units', UnitTable, { metric, figure, city: '370300', period: '2026', unit: undefined }, '/'],
  ['points', PointsTable, { metric: { ...metric, kind: 'composite' }, city: '370300', period: '2026', figure }, '/'],
  ['map', ProvinceMap, { places: [], chosen: undefined }, '/'],
  ['why a city stands where it does', RankExplanation, { row, metric, period: '2026-04', baseline: 'previous' }, '/'],
  ['trend', TrendPanel, { metric, period: '2026', ranking, position: 1, chosen: [], asOf: undefined }, '/'],
  ['rows of a submission', SubmissionRows, { submission }, '/review'],
  ['who has not reported', UnreportedList, { month: undefined, today: '2026-04-20' }, '/review'],
  ...['ranking', 'city', 'feed', 'campaign'].map((kind): [string, Component, object, string] => [
    `${kind} scene`,
    SceneSlot,
    {
      scene: { id: 'a', kind, metric: 'm', city: '370300', campaign: kind === 'campaign' ? 'c' : undefined },
      round: 0,
      now: 0,
      isRehearsal: false,
    },
    '/screens/s',
  ]),
]
test.each(whole)('%s shows that it is loading before the first response', async (_, component, props, path) => {
  const shown = await rendered(component, props, path)
  expect(shown).toContain(zh.state.loading)
  expect(nothing.filter((word) => shown.includes(word))).toEqual([])
})

test('an unpaired screen waits for its code', async () =>
  expect(await rendered(PairingPage)).toContain(zh.screens.waiting))

test('a city with figures shows its other sections as loading', async () => {
  topics.set('city/370300/2026', { city, metrics: [figure] })
  const shown = await rendered(CityPage, { code: '370300' }, '/cities/370300')
  expect(shown).toContain('4,711')
  // Targets, yesterday, due reports, corrections, latest events.
  expect(shown.split('data-answer="loading"').length - 1).toBe(5)
  // The last day with data is an empty string, not a dash.
  expect(shown).toMatch(/<td class="[^"]*\bday\b[^>]*>(<!--.*?-->)*<span class="muted"[^>]*><\/span>/)
  expect(nothing.filter((word) => shown.includes(word))).toEqual([])
})

test('an empty store shows loading until it is known whether there are events', async () => {
  topics.set('ranking/m/2026', { rows: [], notReported: [], noFigure: [] })
  const shown = await rendered(RankingPage, {}, '/?metric=m')
  expect(shown).toContain(zh.state.loading)
  expect(shown).not.toContain('empty-period')
  topics.set('feed', { events: [] })
  expect(await rendered(RankingPage, {}, '/?metric=m')).toContain('first-steps')
})

test('the totals of a visit name their period and the number of cities behind them', async () => {
  topics.set('province/2026', { metrics: [{ ...figure, metric: 'pledge.amount', cities: 1 }] })
  vi.mocked(api.metrics).mockResolvedValue([metric, { ...metric, code: 'pledge.amount' }] as never)
  refreshCatalogue()
  await vi.waitUntil(() => useCatalogue().metricOf('pledge.amount'))
  const scene = { id: 'a', kind: 'visit', title: '热烈欢迎' }
  const shown = await rendered(SceneSlot, { scene, round: 0, now: 0, isRehearsal: false }, '/screens/s')
  for (const text of ['4,711', '全省合计 · 2026年', '1/1市已报送']) expect(shown).toContain(text)
})

test('a moment is not shown as past before its response', async () => {
  const shown = await rendered(RankingPage, {}, '/?metric=m&asOf=2026-04-01')
  expect(shown).not.toContain('data-live="past"')
})

test('no header is shown before the first page is known', async () => {
  const router = createTestRouter()
  const shown = () => renderToString(createSSRApp(App).use(router).use(i18n))
  expect(await shown()).not.toContain('<header')
  await router.push('/')
  expect(await shown()).toContain('<header')
})

test('a city page says which units are compared and why others do not count', async () => {
  const yoy = { base: 100, percent: 20, comparable: 2, of: 3, value: 120, change: 20 }
  const yearEnd = { base: 10, percent: 1130, change: 113 }
  topics.set('city/370300/2026', {
    city,
    metrics: [{ ...figure, yoy, yearEnd }],
    wholeCity: [{ metric: 'm', since: '2026-03-05' }],
  })
  const shown = await rendered(CityPage, { code: '370300' }, '/cities/370300')
  for (const text of ['+20.0%', '可比口径：2 个单位', zh.city.yearEnd, '×12.3', '2026-03-05'])
    expect(shown).toContain(text)
})

test('a change without enough comparable cities has no percentage', async () => {
  const shown = await rendered(ChangeText, {
    comparison: { base: 20, comparable: 1, of: 4 },
    unit: '件',
    label: '',
    members: 'cities',
  })
  expect(shown).toContain('可比的市不足半数（1/4）')
  expect(shown).not.toContain('%')
})

test('a ranking table shows several columns and names the order', async () => {
  const yearEnd = { base: 10, percent: 20, change: 2 }
  const rows = [{ ...row, ytd: 9000, yearEnd }]
  const shown = await rendered(RankingTable, {
    ranking: { ...ranking, metric: 'm', period: '2026-04', order: 'ytd', rows },
    metric,
    period: '2026-04',
    baseline: 'previous',
    asOf: undefined,
  })
  for (const text of ['按本年累计排序', '9,000', zh.ranking.yearEnd, '+20.0%', 'aria-sort="descending"'])
    expect(shown).toContain(text)
})

test('the tiles name another order, and do not call every city new in it', async () => {
  const tiles = (order: string, rows: object[]) =>
    rendered(Cartogram, {
      ranking: { ...ranking, metric: 'm', period: '2026-04', order, rows, notReported: [], noFigure: [] },
      metric,
      asTiles: true,
      freshness: {},
    })
  const byYear = await tiles('yoy', [{ ...row, rank: 1, previousRank: undefined }])
  expect(byYear).toContain('按同比排序')
  expect(byYear).not.toContain(zh.ranking.fresh)
  const byValue = await tiles('value', [{ ...row, rank: 2, previousRank: 1 }])
  expect(byValue).toContain(zh.ranking.shade)
  expect(byValue).toContain('降1位')
})
