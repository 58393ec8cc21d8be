import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { en } from './messages/en'
import { zh } from './messages/zh-CN'

function keys(words: object, before = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [before + key] : keys(value as object, `${before}${key}.`),
  )
}

const sources = import.meta.glob<string>(['../../**/*.{vue,ts}', '!./*', '!./messages/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

it('every message exists in both languages and can be formatted', () => {
  expect(keys(en)).toEqual(keys(zh))
  const { t, locale } = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': zh, en } }).global
  for (const lang of ['zh-CN', 'en'] as const) {
    locale.value = lang
    for (const key of keys(zh)) expect(t(key), key).not.toBe(key)
  }
  expect(t('period.hint')).toContain('2024-ytd@09-30')
})

it('every message key in use exists', () => {
  const named = new RegExp(`'((?:${Object.keys(zh).join('|')})\\.[\\w.-]+)'`, 'g')
  const said = Object.entries(sources).flatMap(([file, text]) =>
    [...text.matchAll(named)].map((match) => `${file} ${match[1]}`),
  )
  expect(said.length).toBeGreaterThan(200)
  expect(said.filter((one) => !keys(zh).includes(one.split(' ')[1] ?? ''))).toEqual([])
})
