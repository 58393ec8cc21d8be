import type { Metric } from '@/shared/api/types'
import { columnFormat, type Language } from '@/shared/i18n/numberFormat'

/** Formats a value for an axis, in the scale of the largest known value. */
export function formatAxisNumber(value: number, metric: Metric, lang: Language, known: number[]) {
  const { unit } = columnFormat([Math.max(0, ...known)], metric.unit, lang)
  const factor = unit.startsWith('亿')
    ? 1e8
    : unit.startsWith('万')
      ? 1e4
      : unit.startsWith('billion')
        ? 1e9
        : unit.startsWith('million')
          ? 1e6
          : 1
  return new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(value / factor)
}
