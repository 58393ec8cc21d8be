import { computed, ref, shallowRef } from 'vue'
import { heard } from './clock'
import { api, Problem } from './api'
import type { About, CampaignHead, Metric, Place, Unit } from './types'

export interface Catalogue {
  about: About
  metrics: Metric[]
  cities: Place[]
  units: Unit[]
  campaigns: CampaignHead[]
}

const loaded = shallowRef<Catalogue>()
const problem = ref<Problem>()
let loading: Promise<void> | undefined

/** What hardly changes and most pages need. */
export function useCatalogue() {
  return {
    catalogue: loaded,
    problem,
    about: computed(() => loaded.value?.about),
    metrics: computed(() => loaded.value?.metrics ?? []),
    cities: computed(() => loaded.value?.cities ?? []),
    campaigns: computed(() => loaded.value?.campaigns ?? []),
    metricOf: (code: string) => byCode.value.get(code),
    cityOf: (code: string) => loaded.value?.cities.find((city) => city.code === code),
    unitOf: (code: string) => loaded.value?.units.find((unit) => unit.code === code),
  }
}

const byCode = computed(() => new Map(loaded.value?.metrics.map((metric) => [metric.code, metric])))

/** Whether cities can be ranked by a metric: some are only shown, and a coverage is the province's alone. */
export const isRanked = (metric: Metric) => metric.better !== 'none' && metric.kind !== 'coverage'

/** Metrics pillar by pillar, in the catalogue's order. */
export function byPillar(metrics: Metric[]): { pillar: string; metrics: Metric[] }[] {
  const pillars = new Map<string, Metric[]>()
  for (const metric of metrics) pillars.set(metric.pillar, [...(pillars.get(metric.pillar) ?? []), metric])
  return [...pillars].map(([pillar, of]) => ({ pillar, metrics: of }))
}

export const isDerived = (metric: Metric) => ['ratio', 'percapita', 'coverage', 'composite'].includes(metric.kind)

/** Loads it once, and tries again until the server answers. */
export function loadCatalogue(): void {
  loading ??= load()
}

/** Reads it anew, after it was changed. */
export function refreshCatalogue(): void {
  loading = load()
}

async function load() {
  try {
    const [about, metrics, cities, units, campaigns] = await Promise.all([
      api.about(), api.metrics(), api.cities(), api.units(), api.campaigns(),
    ])
    heard(about.at)
    loaded.value = { about, metrics, cities, units, campaigns }
    problem.value = undefined
  } catch (fault) {
    problem.value = fault instanceof Problem ? fault : new Problem(0, 'unknown', String(fault))
    setTimeout(() => (loading = load()), 3000 + Math.random() * 2000)
  }
}
