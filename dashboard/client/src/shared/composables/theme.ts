import { useLocalStorage } from '@vueuse/core'
import { ref } from 'vue'
import { storageOptions } from '@/shared/api/storageOptions'

export type Theme = 'light' | 'dark'
export type Layout = 'standard' | 'kiosk'

const storedTheme = useLocalStorage<string | null>('ipm.theme', null, storageOptions)

/**
 * The current theme. By default light in the standard layout and dark in the kiosk layout; `?theme=` overrides both.
 */
export const theme = ref<Theme>('light')

/** Applies the layout of a page and its theme. */
export function applyLayout(layout: Layout, isScreen: boolean, requested: unknown): void {
  document.documentElement.dataset.layout = layout
  document.documentElement.toggleAttribute('data-screen', isScreen)
  apply(
    parseTheme(requested) ??
      (layout === 'standard' ? parseTheme(storedTheme.value) : undefined) ??
      (layout === 'kiosk' ? 'dark' : 'light'),
  )
}

/** Sets and stores the theme of the standard layout. */
export function setTheme(next: Theme): void {
  apply(next)
  storedTheme.value = next
}

function apply(next: Theme) {
  theme.value = next
  document.documentElement.dataset.theme = next
}

const parseTheme = (text: unknown): Theme | undefined => (text === 'dark' || text === 'light' ? text : undefined)
