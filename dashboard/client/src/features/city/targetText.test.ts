import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { Forecast, Metric, Target } from '@/shared/api/types'
import { en } from '@/shared/i18n/messages/en'
import type { Language } from '@/shared/i18n/numberFormat'
import { forecastText, goalText, lightState, lightShapes } from './targetText'
import { zh } from '@/shared/i18n/messages/zh-CN'

const { t, locale } = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': zh, en } }).global
const metric = (unit: string, kind = 'sum', better = 'higher') => ({ unit, kind, better }) as Metric
const target = (of: Partial<Target>): Target => ({ period: '2026', goal: 'reach', ...of })

function both(say: (lang: Language) => string) {
  return (['zh-CN', 'en'] as const).map((lang) => {
    locale.value = lang
    return say(lang)
  })
}

describe('a light', () => {
  it.each([
    [target({ light: 'green', remaining: 12 }), 'green'],
    [target({ light: 'green', remaining: 0 }), 'done'],
    [target({ light: 'yellow', remaining: 12 }), 'yellow'],
    [target({ light: 'red', remaining: 12 }), 'red'],
    [target({ goal: 'floor', light: 'green', remaining: 0 }), 'met'],
    [target({ goal: 'floor', light: 'yellow', remaining: 1 }), 'near'],
    [target({ goal: 'benchmark', light: 'red', remaining: 9 }), 'missed'],
    [target({ goal: 'benchmark' }), 'unknown'],
  ] as const)('%o is %s', (of, word) => expect(lightState(of)).toBe(word))

  it('has its own text in both languages and its own shape', () => {
    for (const lights of [zh.target.lights, en.target.lights])
      expect(new Set(Object.values(lights)).size).toBe(Object.keys(lights).length)
    expect(new Set(Object.values(lightShapes)).size).toBe(4)
  })
})

describe('a goal', () => {
  it('is a value to reach', () =>
    expect(both((lang) => goalText(target({ value: 3e9 }), metric('元'), t, lang))).toEqual([
      '目标 30亿元',
      'target 3 billion yuan',
    ]))
  it('is a minimum, or a maximum where lower is better', () => {
    expect(both((lang) => goalText(target({ goal: 'floor', value: 94 }), metric('%', 'ratio'), t, lang))).toEqual([
      '目标不低于94%',
      'target at least 94%',
    ])
    expect(
      both((lang) => goalText(target({ goal: 'floor', value: 30 }), metric('天', 'mean', 'lower'), t, lang)),
    ).toEqual(['目标不高于30天', 'target at most 30 days'])
  })
  it('is the value of another figure, known or not', () => {
    const than = target({ goal: 'benchmark', against: 'provinceLastYear', value: 31.0076752768 })
    expect(both((lang) => goalText(than, metric('天', 'mean', 'lower'), t, lang))).toEqual([
      '目标不高于去年同期全省（31.01天）',
      'target at most the province a year earlier (31.01 days)',
    ])
    expect(
      both((lang) => goalText(target({ goal: 'benchmark', against: 'province' }), metric('%', 'ratio'), t, lang)),
    ).toEqual(['目标不低于全省（待定）', 'target at least the province (not known yet)'])
  })
})

describe('a forecast', () => {
  const forecast = (value: number, low: number, high: number): Forecast => ({
    value,
    low,
    high,
    method: 'weeks',
    sample: 30,
  })
  it('has a value and a range', () =>
    expect(
      both((lang) =>
        forecastText(forecast(2_137_060_171.9811, 2_113_467_518.5331, 2_161_185_501.6253), metric('元'), t, lang),
      ),
    ).toEqual([
      '预计期末 21.37亿元（21.13亿元至21.61亿元）',
      'forecast 2.14 billion yuan (2.11 billion yuan to 2.16 billion yuan) at the end',
    ]))
  it('of a counted metric is whole', () =>
    expect(both((lang) => forecastText(forecast(2874.2001, 2840.7401, 2908.4576), metric('件'), t, lang))).toEqual([
      '预计期末 2,874件（2,841件至2,908件）',
      'forecast 2,874 (2,841 to 2,908) at the end',
    ]))
  it('without a range is one value', () =>
    expect(both((lang) => forecastText(forecast(12.2, 11.9, 12.4), metric('件'), t, lang))).toEqual([
      '预计期末 12件',
      'forecast 12 at the end',
    ]))
  it('has its lower bound first', () =>
    expect(forecastText(forecast(16_725, 16_863, 15_608), metric('件', 'level'), t, 'en')).toContain(
      '(15,608 to 16,863)',
    ))
})
