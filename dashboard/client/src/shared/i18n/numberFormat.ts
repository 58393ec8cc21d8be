import type { Comparison, Qualifier } from '@/shared/api/types'
import { unitLabel } from './unitLabel'

export type Language = 'zh-CN' | 'en'

/** A figure ready to be shown; the parts are set apart because number and unit have different weight on the page. */
export interface FormattedNumber {
  before: string
  number: string
  /** What follows the number: 万/亿, 余, and the unit. */
  after: string
}

interface Scale {
  factor: number
  word: string
  decimals: number
}

const unscaled: Scale = { factor: 1, word: '', decimals: 4 }
const scales: Record<Language, Scale[]> = {
  'zh-CN': [
    { factor: 1e8, word: '亿', decimals: 2 },
    { factor: 1e4, word: '万', decimals: 2 },
  ],
  en: [
    { factor: 1e9, word: 'billion', decimals: 2 },
    { factor: 1e6, word: 'million', decimals: 2 },
  ],
}

/** Derived figures carry ten decimals on the wire; nobody reads more than two. */
const maxDecimals: Record<string, number> = { '%': 2, 天: 2, '件/万人': 2, 分: 2 }

/**
 * From where on a unit is scaled. Money as bureaus write it (195.6万元, 21.3亿元); counts stay whole up to five digits in Chinese
 * (13,821件) unless they are not exact (4.7万余件), and always in English, where neither 万 nor K says what a reader would count.
 */
function chooseScale(value: number, unit: string, lang: Language, qualifier?: Qualifier): Scale {
  const size = Math.abs(value)
  const from = unit === '元' ? 1e4 : lang === 'en' ? Infinity : qualifier ? 1e4 : 1e5
  if (size < from) return { ...unscaled, decimals: maxDecimals[unit] ?? unscaled.decimals }
  // A value that rounds up to the next scale belongs there: 99,999,999元 is 1亿元, not 10000万元.
  const found = scales[lang].find((scale) => size >= scale.factor - 0.005 * nextSmallerFactor(scale, lang))
  return found ?? unscaled
}

const nextSmallerFactor = (scale: Scale, lang: Language) =>
  scales[lang].find((other) => other.factor < scale.factor)?.factor ?? 1

function formatDigits(value: number, lang: Language, least: number, most: number): string {
  const text = new Intl.NumberFormat(lang, { minimumFractionDigits: least, maximumFractionDigits: most }).format(
    Math.abs(value),
  )
  // The true minus sign is as wide as a digit; nothing below zero is left of −0.00.
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

/** One figure by itself: 「4.7万余件」, 「21.3亿元」, “2.13 billion yuan”. */
export function formatNumber(value: number, unit: string, lang: Language, qualifier?: Qualifier): FormattedNumber {
  const scale = chooseScale(value, unit, lang, qualifier)
  const number = formatDigits(value / scale.factor, lang, 0, scale.decimals)
  return { number, ...affixes(scale.word, unitLabel(unit, lang), lang, qualifier) }
}

/** A figure whose every digit matters, on hover and in the list of events: 「2,130,000,000元」. */
export function formatExact(value: number, unit: string, lang: Language, qualifier?: Qualifier): string {
  return joinParts({ number: formatDigits(value, lang, 0, 10), ...affixes('', unitLabel(unit, lang), lang, qualifier) })
}

export const joinParts = ({ before, number, after }: FormattedNumber) => before + number + after

/** Figures under one another: one scale and as many decimals for all, so that they can be compared; the unit stands in the head. */
export function columnFormat(
  values: number[],
  unit: string,
  lang: Language,
): { unit: string; number: (value: number) => string } {
  const sizes = values.map(Math.abs).filter((size) => size > 0)
  const largest = chooseScale(Math.max(0, ...sizes), unit, lang)
  const least = Math.min(...sizes)
  // The smallest must keep two digits that tell it from its neighbours.
  const scale = least / largest.factor >= 0.095 ? largest : chooseScale(least, unit, lang)
  const places = Math.max(0, ...values.map((value) => decimals(value / scale.factor, scale.decimals)))
  const words = [scale.word, unitLabel(unit, lang)].filter(Boolean)
  return {
    unit: words.join(lang === 'en' ? ' ' : ''),
    number: (value) => formatDigits(value / scale.factor, lang, places, places),
  }
}

/**
 * A change of percentages in 百分点, of anything else in per cent; undefined when the base allows neither. `bare` under a head that
 * says 百分点.
 */
export function formatChange(comparison: Comparison | undefined, lang: Language, bare = false): string | undefined {
  if (comparison?.points !== undefined) {
    const points = formatSigned(comparison.points, lang, 2)
    return bare ? points : lang === 'en' ? `${points} pp` : `${points}个百分点`
  }
  return comparison?.percent === undefined ? undefined : `${formatSigned(comparison.percent, lang, 1)}%`
}

/** 1 up, −1 down, 0 level as far as it is shown. */
export function changeDirection(comparison: Comparison | undefined): -1 | 0 | 1 | undefined {
  const by = comparison?.points ?? comparison?.percent
  if (by === undefined) return undefined
  return Math.abs(by) < (comparison?.points === undefined ? 0.05 : 0.005) ? 0 : by > 0 ? 1 : -1
}

/** How far apart two figures are: of percentages in 百分点; more decimals than usual only where those would say nothing. */
export function formatDifference(value: number, unit: string, lang: Language): string {
  const isPercentage = unit === '%'
  const usual = maxDecimals[unit] ?? unscaled.decimals
  const tiny = value !== 0 && Math.abs(value) < 0.5 * 10 ** -usual
  if (!isPercentage && !tiny) return joinParts(formatNumber(value, unit, lang))
  const number = tiny
    ? new Intl.NumberFormat(lang, { maximumSignificantDigits: 1 }).format(value)
    : formatDigits(value, lang, 0, usual)
  return joinParts({
    number,
    ...affixes('', isPercentage ? (lang === 'en' ? 'pp' : '个百分点') : unitLabel(unit, lang), lang),
  })
}

/** A value rounded up to what is shown of it: whoever reaches what was read has reached it. */
export function roundUpToDisplayed(value: number, unit: string, lang: Language): number {
  const { factor, decimals } = chooseScale(value, unit, lang)
  const step = factor / 10 ** decimals
  // Without the dust that dividing leaves, which would be rounded up too.
  return Math.ceil(Number((value / step).toPrecision(12))) * step
}

/** A difference with its sign: 「+20.41分」. */
export function formatSignedDifference(value: number, unit: string, lang: Language): string {
  const text = formatDifference(Math.abs(value), unit, lang)
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text
}

function formatSigned(value: number, lang: Language, places: number) {
  const text = formatDigits(value, lang, places, places)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

function affixes(scale: string, unit: string, lang: Language, qualifier?: Qualifier): Omit<FormattedNumber, 'number'> {
  if (lang === 'en') {
    const after = [scale, unit].filter(Boolean).join(' ')
    const close = after === '%' ? after : after && ` ${after}`
    return { before: qualifier ? `${qualifier} ` : '', after: close }
  }
  return { before: qualifier === 'about' ? '约' : '', after: scale + (qualifier === 'over' ? '余' : '') + unit }
}

function decimals(value: number, most: number): number {
  const [, fraction = ''] = Math.abs(value).toFixed(most).replace(/0+$/, '').split('.')
  return fraction.length
}
