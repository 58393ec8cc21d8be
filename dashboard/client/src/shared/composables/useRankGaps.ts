import { useCatalogue } from '@/shared/api/catalogue'
import type { Distance, Metric } from '@/shared/api/types'
import { useLocale, type Translate } from '@/shared/i18n/i18n'
import { catchUpText, gapText, leadText } from '@/shared/i18n/rankGapText'

/** Formats gaps to neighboring ranks in the current language, with the names of the cities if `withCities` is set. */
export function useRankGaps(withCities = false) {
  const { t, lang, nameOf } = useLocale()
  const { metricOf, cityOf } = useCatalogue()

  const translate: Translate = (key, values = {}) => t(key, values)
  const cityName = (code: string) => {
    const city = cityOf(code)
    return city ? nameOf(city) : code
  }
  const names = {
    metric: (code: string) => {
      const metric = metricOf(code)
      return metric && { name: nameOf(metric), unit: metric.unit }
    },
    ...(withCities && { cities: (codes: string[]) => codes.map(cityName) }),
  }
  return {
    formatGap: (of: { gap?: Distance }, metric: Metric) => gapText(of.gap, metric, translate, lang.value, names),
    formatCatchUp: (of: { gap?: Distance }, metric: Metric) =>
      catchUpText(of.gap, metric, translate, lang.value, names),
    formatLead: (of: { lead?: Distance }, metric: Metric) => leadText(of.lead, metric, translate, lang.value, names),
  }
}
