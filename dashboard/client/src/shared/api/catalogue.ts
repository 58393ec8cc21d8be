import { computed, ref, shallowRef } from 'vue'
import { recordServerTime } from './serverClock'
import { api } from './api'
import { Problem } from './http'
import type { About, CampaignHead, Metric, Place, Unit } from './types'

export interface Catalogue {
  about: About
  metrics: Metric[]
  cities: Place[]
  units: Unit[]
  campaigns: CampaignHead[]
}

const loaded = shallowRef<Catalogue>()
/** The catalogue is of an earlier run of the page. */
let isRestored = false
const problem = ref<Problem>()
/** Token of the current load. A later load supersedes it. */
let current: symbol | undefined
let retry: ReturnType<typeof setTimeout> | undefined

/** Reference data that most pages need and that rarely changes. */
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

/** Returns true if cities can be ranked by the metric. Coverage exists for the province only. */
export const isRanked = (metric: Metric) => metric.better !== 'none' && metric.kind !== 'coverage'

/** Groups metrics by pillar, in catalogue order. */
export function byPillar(metrics: Metric[]): { pillar: string; metrics: Metric[] }[] {
  const pillars = new Map<string, Metric[]>()
  for (const metric of metrics) pillars.set(metric.pillar, [...(pillars.get(metric.pillar) ?? []), metric])
  return [...pillars].map(([pillar, of]) => ({ pillar, metrics: of }))
}

export const isDerived = (metric: Metric) => ['ratio', 'percapita', 'coverage', 'composite'].includes(metric.kind)

/**
 * Loads the catalogue unless it is loaded, with retries. A call supersedes a load that has not succeeded and clears its
 * problem, because the caller's access may have changed.
 */
export function loadCatalogue(): void {
  if (!loaded.value || isRestored) refreshCatalogue()
}

/** Shows the catalogue of an earlier run of the page until the server answers. */
export function restoreCatalogue(earlier: Catalogue): void {
  if (loaded.value) return
  loaded.value = earlier
  isRestored = true
}

/** Reloads the catalogue after a change. */
export function refreshCatalogue(): void {
  problem.value = undefined
  void load()
}

/** Stops a pending load and clears its problem while the user may not read the catalogue. */
export function cancelCatalogue(): void {
  current = undefined
  clearTimeout(retry)
  problem.value = undefined
}

async function load() {
  clearTimeout(retry)
  const token = (current = Symbol())
  try {
    const [about, metrics, cities, units, campaigns] = await Promise.all([
      api.about(),
      api.metrics(),
      api.cities(),
      api.units(),
      api.campaigns(),
    ])
    if (token !== current) return
    recordServerTime(about.at)
    loaded.value = { about, metrics, cities, units, campaigns }
    isRestored = false
    problem.value = undefined
  } catch (error) {
    if (token !== current) return
    problem.value = error instanceof Problem ? error : new Problem(0, 'unknown', String(error))
    retry = setTimeout(() => void load(), 3000 + Math.random() * 2000)
  }
}
