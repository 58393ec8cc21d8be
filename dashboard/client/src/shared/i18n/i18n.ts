import { useLocalStorage } from '@vueuse/core'
import { computed } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
import { storageOptions } from '@/shared/api/storageOptions'
import { en } from './messages/en'
import type { Language } from './numberFormat'
import { periodLabel } from './period'
import { zh } from './messages/zh-CN'

const stored = useLocalStorage<string | null>('ipm.language', null, storageOptions)

export const i18n = createI18n({
  legacy: false,
  locale: storedLanguage(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh, en },
})

function storedLanguage(): Language {
  return stored.value === 'en' ? 'en' : 'zh-CN'
}

/** Sets the language of the open page. */
export function applyLanguage(lang: Language): void {
  i18n.global.locale.value = lang
}

/** Sets and stores the language. */
export function setLanguage(lang: Language): void {
  applyLanguage(lang)
  stored.value = lang
}

/** Translates a message key. */
export type Translate = (key: string, values?: Record<string, unknown>) => string

interface Named {
  name: string
  nameEn: string
}

/** Translation functions, the current language and localized names. */
export function useLocale() {
  const { t, te, locale } = useI18n()
  const lang = computed(() => locale.value as Language)
  return {
    t,
    te,
    lang,
    nameOf: (thing: Named) => (lang.value === 'en' ? thing.nameEn : thing.name),
    /** Name without 市 (济南), for narrow places. */
    shortName: (place: Named) => (lang.value === 'en' ? place.nameEn : place.name.replace(/市$/, '')),
    period: (period: string, campaigns: readonly ({ id: string } & Named)[] = []) =>
      periodLabel(period, lang.value, (id) => {
        const campaign = campaigns.find((one) => one.id === id)
        return campaign && (lang.value === 'en' ? campaign.nameEn : campaign.name)
      }),
  }
}
