import { useLocalStorage } from '@vueuse/core'
import { ref } from 'vue'
import { storageOptions } from '@/shared/api/storageOptions'

export type Theme = 'light' | 'dark'
export type Layout = 'standard' | 'kiosk'

const storedTheme = useLocalStorage<string | null>('ipm.theme', null, storageOptions)

/** Desks are light and halls dark, until somebody chooses; `?theme=` in the address outweighs both. */
export const theme = ref<Theme>('light')

/** Sets the look that a page has of itself. */
export function applyLayout(layout: Layout, isScreen: boolean, requested: unknown): void {
  document.documentElement.dataset.layout = layout
  document.documentElement.toggleAttribute('data-screen', isScreen)
  apply(
    parseTheme(requested) ??
      (layout === 'standard' ? parseTheme(storedTheme.value) : undefined) ??
      (layout === 'kiosk' ? 'dark' : 'light'),
  )
}

/** Chooses the look of desks; halls stay as they are. */
export function setTheme(next: Theme): void {
  apply(next)
  storedTheme.value = next
}

function apply(next: Theme) {
  theme.value = next
  document.documentElement.dataset.theme = next
}

const parseTheme = (text: unknown): Theme | undefined => (text === 'dark' || text === 'light' ? text : undefined)
