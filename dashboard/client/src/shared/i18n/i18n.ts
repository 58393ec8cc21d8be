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

/** Speaks a language for as long as the page is open. */
export function applyLanguage(lang: Language): void {
  i18n.global.locale.value = lang
}

/** Speaks a language, and remembers it. */
export function setLanguage(lang: Language): void {
  applyLanguage(lang)
  stored.value = lang
}

/** How a word is said in the language of the page. */
export type Translate = (key: string, values?: Record<string, unknown>) => string

interface Named {
  name: string
  nameEn: string
}

/** What a component needs to speak: `t`, whether there is a word (`te`), the language, and names in it. */
export function useLocale() {
  const { t, te, locale } = useI18n()
  const lang = computed(() => locale.value as Language)
  return {
    t,
    te,
    lang,
    nameOf: (thing: Named) => (lang.value === 'en' ? thing.nameEn : thing.name),
    /** 济南 for 济南市, where every character counts. */
    shortName: (place: Named) => (lang.value === 'en' ? place.nameEn : place.name.replace(/市$/, '')),
    period: (period: string, campaigns: readonly ({ id: string } & Named)[] = []) =>
      periodLabel(period, lang.value, (id) => {
        const campaign = campaigns.find((one) => one.id === id)
        return campaign && (lang.value === 'en' ? campaign.nameEn : campaign.name)
      }),
  }
}
