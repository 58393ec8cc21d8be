import type { Distance, Metric } from '@/shared/api/types'
import type { Translate } from './i18n'
import { formatDifference, roundUpToDisplayed, type Language } from './numberFormat'

/** 「距上一位 3件」; for a ratio or per-capita metric also the input needed: 「法院审结知识产权民事案件再增2件」. */
export function gapText(
  gap: Distance | undefined,
  metric: Metric,
  t: Translate,
  lang: Language,
  named: Names,
): string | undefined {
  if (!gap) return undefined
  const text = t('rankGap.gap', { by: formatDifference(gap.value, metric.unit, lang) })
  const input = gap.input === undefined ? undefined : named.metric(gap.input)
  if (!input || !gap.inputValue) return text
  return (
    text +
    t('separator.clause') +
    t('rankGap.input', { metric: input.name, by: formatDifference(gap.inputValue, input.unit, lang) })
  )
}

/** 「再增3件即可追平潍坊市」: the change needed to rise one place. Of many cities on that place the first is named. */
export function catchUpText(
  gap: Distance | undefined,
  metric: Metric,
  t: Translate,
  lang: Language,
  named: Names,
): string | undefined {
  if (!gap) return undefined
  const names = named.cities?.(gap.cities) ?? []
  const cities =
    names.length > maxNamedCities
      ? t('rankGap.citiesAndOthers', { city: names[0], n: names.length })
      : names.join(t('separator.list'))
  const by = (value: number, unit: string) => formatDifference(roundUpToDisplayed(value, unit, lang), unit, lang)
  const input = gap.input === undefined ? undefined : named.metric(gap.input)
  if (input && gap.inputValue)
    return t('rankGap.catchUpByInput', { metric: input.name, by: by(gap.inputValue, input.unit), cities })
  return t(metric.better === 'lower' ? 'rankGap.catchUpByLess' : 'rankGap.catchUp', {
    by: by(gap.value, metric.unit),
    cities,
  })
}

const maxNamedCities = 2

/** 「领先下一位 5件」. */
export function leadText(
  lead: Distance | undefined,
  metric: Metric,
  t: Translate,
  lang: Language,
  named: Names,
): string | undefined {
  if (!lead) return undefined
  const by = formatDifference(lead.value, metric.unit, lang)
  const cities = named.cities?.(lead.cities).join(t('separator.list'))
  return cities ? t('rankGap.leadOver', { by, cities }) : t('rankGap.lead', { by })
}

interface Names {
  metric: (code: string) => { name: string; unit: string } | undefined
  cities?: (codes: string[]) => string[]
}
