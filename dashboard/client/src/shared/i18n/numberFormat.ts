import type { Comparison, Qualifier } from '@/shared/api/types'
import { unitLabel } from './unitLabel'

export type Language = 'zh-CN' | 'en'

/** A formatted number. The parts are separate because number and unit are styled differently. */
export interface FormattedNumber {
  before: string
  number: string
  /** Suffix: 万/亿, 余, and the unit. */
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

/** Maximum decimals by unit. Derived figures have ten decimals on the wire. */
const maxDecimals: Record<string, number> = { '%': 2, 天: 2, '件/万人': 2, 分: 2 }

/**
 * Chooses the scale of a value. Money is scaled from 10,000 (195.6万元, 21.3亿元). Counts in Chinese stay whole up to five
 * digits (13,821件) unless they are approximate (4.7万余件); counts in English are never scaled.
 */
function chooseScale(value: number, unit: string, lang: Language, qualifier?: Qualifier): Scale {
  const size = Math.abs(value)
  const from = unit === '元' ? 1e4 : lang === 'en' ? Infinity : qualifier ? 1e4 : 1e5
  if (size < from) return { ...unscaled, decimals: maxDecimals[unit] ?? unscaled.decimals }
  // A value that rounds up to the next scale uses that scale: 99,999,999元 is 1亿元, not 10000万元.
  const found = scales[lang].find((scale) => size >= scale.factor - 0.005 * nextSmallerFactor(scale, lang))
  return found ?? unscaled
}

const nextSmallerFactor = (scale: Scale, lang: Language) =>
  scales[lang].find((other) => other.factor < scale.factor)?.factor ?? 1

/** A JSON number is read as a double, which keeps 15 significant digits of any decimal. */
const maxDigits = 15

function formatDigits(value: number, lang: Language, least: number, most: number): string {
  const whole = Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)) + 1)
  const places = Math.min(most, Math.max(0, maxDigits - whole))
  const text = new Intl.NumberFormat(
    lang,
    whole > maxDigits
      ? { maximumSignificantDigits: maxDigits }
      : { minimumFractionDigits: Math.min(least, places), maximumFractionDigits: places },
  ).format(Math.abs(value))
  // U+2212 is as wide as a digit. A value that rounds to zero has no sign.
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

/** Formats a single figure: 「4.7万余件」, 「21.3亿元」, “2.13 billion yuan”. */
export function formatNumber(value: number, unit: string, lang: Language, qualifier?: Qualifier): FormattedNumber {
  const scale = chooseScale(value, unit, lang, qualifier)
  const number = formatDigits(value / scale.factor, lang, 0, scale.decimals)
  return { number, ...affixes(scale.word, unitLabel(unit, lang), lang, qualifier) }
}

/** Formats a figure with all digits that are certain: 「2,130,000,000元」. */
export function formatExact(value: number, unit: string, lang: Language, qualifier?: Qualifier): string {
  return joinParts({ number: formatDigits(value, lang, 0, 10), ...affixes('', unitLabel(unit, lang), lang, qualifier) })
}

/** Formats a number with all digits before the decimal point and at most two after it. */
export const formatWhole = (value: number, lang: Language): string => formatDigits(value, lang, 0, 2)

export const joinParts = ({ before, number, after }: FormattedNumber) => before + number + after

/** Formats a column of figures with one scale and one number of decimals. The unit belongs in the column head. */
export function columnFormat(
  values: number[],
  unit: string,
  lang: Language,
): { unit: string; number: (value: number) => string } {
  const sizes = values.map(Math.abs).filter((size) => size > 0)
  const largest = chooseScale(Math.max(0, ...sizes), unit, lang)
  const least = Math.min(...sizes)
  // The smallest value keeps at least two significant digits.
  const scale = least / largest.factor >= 0.095 ? largest : chooseScale(least, unit, lang)
  const places = Math.max(0, ...values.map((value) => decimals(value / scale.factor, scale.decimals)))
  const words = [scale.word, unitLabel(unit, lang)].filter(Boolean)
  return {
    unit: words.join(lang === 'en' ? ' ' : ''),
    number: (value) => formatDigits(value / scale.factor, lang, places, places),
  }
}

/**
 * Formats a change: percentages in percentage points, others in per cent or, above 999%, as a multiple of the base. Returns undefined if the base allows neither.
 * `bare` omits the unit.
 */
export function formatChange(comparison: Comparison | undefined, lang: Language, bare = false): string | undefined {
  if (comparison?.points !== undefined) {
    const points = formatSigned(comparison.points, lang, 2)
    return bare ? points : lang === 'en' ? `${points} pp` : `${points}个百分点`
  }
  return comparison?.percent === undefined ? undefined : formatGrowth(comparison.percent, lang)
}

/** Formats a change in per cent; above 999% as the multiple of the base: 「×12.3」. */
export const formatGrowth = (percent: number, lang: Language): string =>
  percent > 999 ? `×${formatDigits(1 + percent / 100, lang, 1, 1)}` : `${formatSigned(percent, lang, 1)}%`

/** Formats a share in per cent; above 999% as a multiple: 「×12.3」. */
export const formatShare = (percent: number, lang: Language): string =>
  percent > 999 ? `×${formatDigits(percent / 100, lang, 1, 1)}` : joinParts(formatNumber(percent, '%', lang))

/** 1 up, −1 down, 0 unchanged at the displayed precision. */
export function changeDirection(comparison: Comparison | undefined): -1 | 0 | 1 | undefined {
  const by = comparison?.points ?? comparison?.percent
  if (by === undefined) return undefined
  return Math.abs(by) < (comparison?.points === undefined ? 0.05 : 0.005) ? 0 : by > 0 ? 1 : -1
}

/**
 * Formats an absolute difference; percentages in percentage points. A value below the usual precision keeps one
 * significant digit.
 */
export function formatDifference(value: number, unit: string, lang: Language): string {
  const isPercentage = unit === '%'
  const usualDecimals = maxDecimals[unit] ?? unscaled.decimals
  const tiny = value !== 0 && Math.abs(value) < 0.5 * 10 ** -usualDecimals
  if (!isPercentage && !tiny) return joinParts(formatNumber(value, unit, lang))
  const number = tiny
    ? new Intl.NumberFormat(lang, { maximumSignificantDigits: 1 }).format(value)
    : formatDigits(value, lang, 0, usualDecimals)
  return joinParts({
    number,
    ...affixes('', isPercentage ? (lang === 'en' ? 'pp' : '个百分点') : unitLabel(unit, lang), lang),
  })
}

/** Rounds a value up to the displayed precision, so that reaching the displayed value is enough. */
export function roundUpToDisplayed(value: number, unit: string, lang: Language): number {
  const { factor, decimals } = chooseScale(value, unit, lang)
  const step = factor / 10 ** decimals
  // Removes floating-point noise, which would be rounded up too.
  return Math.ceil(Number((value / step).toPrecision(12))) * step
}

/** Formats a difference with its sign: 「+20.41分」. */
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
