import type { Forecast, Light, Metric, Target } from '@/shared/api/types'
import type { Translate } from '@/shared/i18n/i18n'
import { joinParts, formatNumber, type Language } from '@/shared/i18n/numberFormat'

/** Shapes of target lights, which differ without color too. */
export const lightShapes: Record<Light | 'none', string> = { green: '●', yellow: '◆', red: '■', none: '○' }

/** State of a target: progress against the schedule, or whether a limit is held. */
export function lightState(
  target: Target,
): 'done' | 'green' | 'yellow' | 'red' | 'met' | 'near' | 'missed' | 'unknown' {
  if (!target.light) return 'unknown'
  if (target.goal === 'reach') return target.remaining === 0 ? 'done' : target.light
  return ({ green: 'met', yellow: 'near', red: 'missed' } as const)[target.light]
}

/** Text of a target: 「目标 30亿元」, 「目标不高于去年同期全省（31.01天）」. */
export function goalText({ goal, value, against }: Target, metric: Metric, t: Translate, lang: Language): string {
  const figure = value === undefined ? t('target.unknown') : joinParts(formatNumber(value, metric.unit, lang))
  const n = against ? t(`target.against.${against}`, { n: figure }) : figure
  return t(goal === 'reach' ? 'target.reach' : metric.better === 'lower' ? 'target.atMost' : 'target.atLeast', { n })
}

/**
 * Text of a forecast with its range: 「预计期末 21.37亿元（21.13亿元至21.61亿元）」. The range is omitted if it is empty as displayed.
 */
export function forecastText(forecast: Forecast, metric: Metric, t: Translate, lang: Language): string {
  const format = (value: number) =>
    joinParts(formatNumber(isCounted(metric) ? Math.round(value) : value, metric.unit, lang))
  const value = format(forecast.value)
  // For a falling level the bounds may be in reverse order.
  const [low, high] = [format(Math.min(forecast.low, forecast.high)), format(Math.max(forecast.low, forecast.high))]
  return low === high ? t('target.forecastFlat', { value }) : t('target.forecast', { value, low, high })
}

// Counted metrics have whole forecasts.
const isCounted = (metric: Metric) => metric.kind === 'sum' || metric.kind === 'level'
