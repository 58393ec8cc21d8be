import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import type { Distance, Metric } from '@/shared/api/types'
import { en } from './messages/en'
import type { Language } from './numberFormat'
import { catchUpText, gapText, leadText } from './rankGapText'
import { zh } from './messages/zh-CN'

const { t, locale } = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': zh, en } }).global
const metric = (unit: string) => ({ unit, better: 'higher' }) as Metric
const named = { metric: (code: string) => ({ 'court.closed': { name: '结案', unit: '件' } })[code] }
const cities = (codes: string[]) => codes.map((code) => ({ '370700': '潍坊市', '371300': '临沂市' })[code] ?? code)

function both(say: (lang: Language) => string | undefined) {
  return (['zh-CN', 'en'] as const).map((lang) => {
    locale.value = lang
    return say(lang)
  })
}

it('formats the gap to the place above', () => {
  expect(both((lang) => gapText({ value: 3, cities: ['370700'] }, metric('件'), t, lang, named))).toEqual([
    '距上一位 3件',
    '3 behind the place above',
  ])
  expect(both((lang) => gapText({ value: 313_048_533, cities: ['370800'] }, metric('元'), t, lang, named))).toEqual([
    '距上一位 3.13亿元',
    '313.05 million yuan behind the place above',
  ])
})

it('adds city names on request', () => {
  expect(
    both((lang) => leadText({ value: 5, cities: ['371300'] }, metric('件'), t, lang, { ...named, cities })),
  ).toEqual(['领先下一位（临沂市）5件', '5 ahead of 临沂市'])
})

it('formats the change that draws level, with the city', () => {
  const say = (gap: Distance, of: Metric) => both((lang) => catchUpText(gap, of, t, lang, { ...named, cities }))
  expect(say({ value: 3, cities: ['370700'] }, metric('件'))).toEqual([
    '再增3件即可追平潍坊市',
    '3 more draws level with 潍坊市',
  ])
  expect(say({ value: 2.3, cities: ['370700', '371300'] }, { ...metric('天'), better: 'lower' })).toEqual([
    '再降2.3天即可追平潍坊市、临沂市',
    '2.3 days less draws level with 潍坊市, 临沂市',
  ])
  expect(say({ value: 1.26, cities: ['370700'], input: 'court.closed', inputValue: 13 }, metric('%'))).toEqual([
    '结案再增13件即可追平潍坊市',
    '13 more of 结案 draws level with 潍坊市',
  ])
  expect(say({ value: 1, cities: ['370700', '371300', '370800'] }, metric('件'))[0]).toBe(
    '再增1件即可追平潍坊市等3个市',
  )
})

it('rounds the needed change up', () => {
  const say = (value: number, unit: string) =>
    both((lang) => catchUpText({ value, cities: ['370700'] }, metric(unit), t, lang, { ...named, cities }))[0]
  expect([say(313_048_533, '元'), say(0.0008, '%'), say(0.07, '分')]).toEqual([
    '再增3.14亿元即可追平潍坊市',
    '再增0.01个百分点即可追平潍坊市',
    '再增0.07分即可追平潍坊市',
  ])
})

it('of a ratio is in percentage points, with the needed input', () => {
  const gap = { value: 1.2575474769, cities: ['370900'], input: 'court.closed', inputValue: 13 }
  expect(both((lang) => gapText(gap, metric('%'), t, lang, named))).toEqual([
    '距上一位 1.26个百分点，结案再增13件',
    '1.26 pp behind the place above, needs +13 结案',
  ])
  expect(gapText({ ...gap, input: 'unheard.of' }, metric('%'), t, 'en', named)).toBe('1.26 pp behind the place above')
})

it('never formats a gap as zero', () => {
  expect(both((lang) => leadText({ value: 0.0008210169, cities: ['371400'] }, metric('%'), t, lang, named))).toEqual([
    '领先下一位 0.0008个百分点',
    '0.0008 pp ahead of the place below',
  ])
  expect(both((lang) => leadText({ value: 0.0012, cities: ['371400'] }, metric('分'), t, lang, named))).toEqual([
    '领先下一位 0.001分',
    '0.001 points ahead of the place below',
  ])
})

it('first has no gap, last has no lead', () => {
  expect(gapText(undefined, metric('件'), t, 'en', named)).toBeUndefined()
  expect(leadText(undefined, metric('件'), t, 'en', named)).toBeUndefined()
})
