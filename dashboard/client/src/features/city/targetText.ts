import type { Forecast, Light, Metric, Target } from '@/shared/api/types'
import type { Translate } from '@/shared/i18n/i18n'
import { joinParts, formatNumber, type Language } from '@/shared/i18n/numberFormat'

/** A light is never a colour alone: each has a shape and a word of its own. */
export const lightShapes: Record<Light | 'none', string> = { green: '●', yellow: '◆', red: '■', none: '○' }

/** The word of a target's light: how its schedule is kept, or whether what must be held is held. */
export function lightState(
  target: Target,
): 'done' | 'green' | 'yellow' | 'red' | 'met' | 'near' | 'missed' | 'unknown' {
  if (!target.light) return 'unknown'
  if (target.goal === 'reach') return target.remaining === 0 ? 'done' : target.light
  return ({ green: 'met', yellow: 'near', red: 'missed' } as const)[target.light]
}

/** 「目标 30亿元」, 「目标不高于去年同期全省（31.01天）」. */
export function goalText({ goal, value, against }: Target, metric: Metric, t: Translate, lang: Language): string {
  const figure = value === undefined ? t('target.unknown') : joinParts(formatNumber(value, metric.unit, lang))
  const n = against ? t(`target.against.${against}`, { n: figure }) : figure
  return t(goal === 'reach' ? 'target.reach' : metric.better === 'lower' ? 'target.atMost' : 'target.atLeast', { n })
}

/** 「预计期末 21.37亿元（21.13亿元至21.61亿元）」: the middle and the interval, or the middle alone when they say the same. */
export function forecastText(forecast: Forecast, metric: Metric, t: Translate, lang: Language): string {
  const format = (value: number) =>
    joinParts(formatNumber(isCounted(metric) ? Math.round(value) : value, metric.unit, lang))
  const value = format(forecast.value)
  // Of a level that has gone back, the year that had done most leads to the lower end.
  const [low, high] = [format(Math.min(forecast.low, forecast.high)), format(Math.max(forecast.low, forecast.high))]
  return low === high ? t('target.forecastFlat', { value }) : t('target.forecast', { value, low, high })
}

// Half a case is no forecast.
const isCounted = (metric: Metric) => metric.kind === 'sum' || metric.kind === 'level'
