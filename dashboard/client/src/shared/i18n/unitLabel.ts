import type { Language } from './numberFormat'

/** English labels of units. Chinese measure words without an entry are omitted in English. */
const englishUnits: Record<string, string> = {
  元: 'yuan',
  天: 'days',
  '%': '%',
  '件/万人': 'per 10k people',
  人: 'people',
  人次: 'people',
  分: 'points',
}

export const unitLabel = (unit: string, lang: Language): string => (lang === 'en' ? (englishUnits[unit] ?? '') : unit)
