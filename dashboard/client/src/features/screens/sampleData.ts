import type { Catalogue } from '@/shared/api/catalogue'
import type { Campaign, CityFigures, Feed, Metric, ProvinceFigures, Ranking, ReportedEvent } from '@/shared/api/types'

/** Interval of changes in milliseconds. */
const tickLength = 5000

/**
 * Sample data of a topic for rehearsals, generated from the catalogue: the same on all screens at the same time, and
 * changing.
 */
export function sampleTopicData(topic: string, catalogue: Catalogue, now: number): unknown {
  const [kind, subject = '', period = ''] = topic.split('/')
  const tick = Math.floor(now / tickLength)
  switch (kind) {
    case 'ranking':
      return ranking(subject, period, catalogue, tick)
    case 'province':
      return province(subject, catalogue, tick)
    case 'city':
      return city(subject, period, catalogue, tick)
    case 'campaign':
      return campaign(subject, catalogue, tick)
    case 'feed':
      return { position: 0, events: events(catalogue, tick) } satisfies Feed
    default:
      throw new Error(`no sample data for the topic ${topic}`)
  }
}

function ranking(code: string, period: string, { metrics, cities }: Catalogue, tick: number): Ranking {
  const metric = metrics.find((one) => one.code === code)
  const values = (at: number) => new Map(cities.map((city) => [city.code, metric ? value(metric, city.code, at) : 0]))
  const [now, before] = [values(tick), values(tick - 12)]
  const down = metric?.better === 'lower' ? 1 : -1
  const placed = (of: Map<string, number>) =>
    [...of].sort((a, b) => down * (a[1] - b[1]) || a[0].localeCompare(b[0])).map(([city]) => city)
  const earlier = placed(before)
  return {
    position: 0,
    metric: code,
    period,
    baseline: 'previous',
    order: 'value',
    notReported: [],
    noFigure: [],
    rows: placed(now).flatMap((code, i) => {
      const city = cities.find((one) => one.code === code)
      return city
        ? [
            {
              rank: i + 1,
              previousRank: earlier.indexOf(code) + 1,
              city: code,
              name: city.name,
              nameEn: city.nameEn,
              value: now.get(code) ?? 0,
            },
          ]
        : []
    }),
  }
}

const province = (period: string, { metrics, cities }: Catalogue, tick: number): ProvinceFigures => ({
  position: 0,
  period,
  metrics: metrics.map((metric) => {
    const values = cities.map((city) => value(metric, city.code, tick))
    const total = values.reduce((sum, one) => sum + one, 0)
    return {
      metric: metric.code,
      value: adds(metric) ? total : Math.round((total / Math.max(1, values.length)) * 100) / 100,
    }
  }),
})

function city(code: string, period: string, { metrics, cities }: Catalogue, tick: number): CityFigures {
  const place = cities.find((one) => one.code === code) ?? { code, name: code, nameEn: code, pinyin: code }
  return {
    position: 0,
    city: place,
    period,
    metrics: metrics.map((metric) => ({
      metric: metric.code,
      value: value(metric, code, tick),
      rank: 1 + (hash(metric.code + code) % Math.max(1, cities.length)),
      of: cities.length,
    })),
  }
}

function campaign(id: string, { metrics, cities, campaigns }: Catalogue, tick: number): Campaign | undefined {
  const head = campaigns.find((one) => one.id === id)
  if (!head) return undefined
  const counted = metrics.filter((metric) => metric.pillar === 'publicity' && metric.kind === 'sum').slice(0, 6)
  const figures = (code: string) => counted.map((metric) => ({ metric: metric.code, value: value(metric, code, tick) }))
  return {
    ...head,
    position: 0,
    cities: cities.map((one) => one.code),
    plan: [],
    totals: counted.map((metric) => ({
      metric: metric.code,
      value: cities.reduce((sum, one) => sum + value(metric, one.code, tick), 0),
    })),
    byCity: cities.map((one) => ({ city: one.code, name: one.name, nameEn: one.nameEn, metrics: figures(one.code) })),
    latest: events({ metrics: counted, cities }, tick),
  }
}

function events({ metrics, cities }: Pick<Catalogue, 'metrics' | 'cities'>, tick: number): ReportedEvent[] {
  const reported = metrics.filter((metric) => metric.kind === 'sum')
  return Array.from({ length: 12 }, (_, i) => {
    const at = tick - i
    const metric = reported[hash(`m${at}`) % Math.max(1, reported.length)]
    const place = cities[hash(`c${at}`) % Math.max(1, cities.length)]
    const received = new Date(at * tickLength).toISOString()
    return {
      id: String(at),
      source: 'sample',
      city: place?.code ?? '',
      metric: metric?.code ?? '',
      value: 1 + (hash(`v${at}`) % 9),
      date: new Date(at * tickLength + 8 * 3_600_000).toISOString().slice(0, 10),
      op: 'add',
      position: at,
      received,
    }
  })
}

const adds = (metric: Metric) => metric.kind === 'sum' || metric.kind === 'level'

/** A third to all of a size that fits the unit, growing at the pace of its own seed. */
function value(metric: Metric, place: string, tick: number): number {
  const seed = hash(metric.code + place)
  const scale =
    metric.unit === '元'
      ? 5e8
      : metric.unit === '%'
        ? 60
        : metric.unit === '分'
          ? 60
          : metric.unit === '天'
            ? 40
            : adds(metric)
              ? 600
              : 20
  const moved = Math.floor((tick % 17_280) / (3 + (seed % 7))) * (scale / 400)
  const raw = scale * (0.33 + (seed % 1000) / 1500) + moved
  return adds(metric) ? Math.round(raw) : Math.round(Math.min(raw, metric.unit === '%' ? 99 : Infinity) * 100) / 100
}

function hash(text: string): number {
  let sum = 2166136261
  for (const character of text) sum = Math.imul(sum ^ character.charCodeAt(0), 16777619)
  return sum >>> 0
}
