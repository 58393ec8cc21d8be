import { ref } from 'vue'
import { writeStored, readStored } from '@/shared/api/browserStorage'

export type Theme = 'light' | 'dark'
export type Layout = 'desk' | 'hall'

const remembered = 'ipm.theme'

/** Desks are light and halls dark, until somebody chooses; `?theme=` in the address outweighs both. */
export const theme = ref<Theme>('light')

/** Sets the look that a page has of itself. */
export function applyLayout(face: Layout, isScreen: boolean, asked: unknown): void {
  document.documentElement.dataset.face = face
  document.documentElement.toggleAttribute('data-screen', isScreen)
  show(
    themeOf(asked) ??
      (face === 'desk' ? themeOf(readStored(remembered)) : undefined) ??
      (face === 'hall' ? 'dark' : 'light'),
  )
}

/** Chooses the look of desks; halls stay as they are. */
export function setTheme(next: Theme): void {
  show(next)
  writeStored(remembered, next)
}

function show(next: Theme) {
  theme.value = next
  document.documentElement.dataset.theme = next
}

const themeOf = (text: unknown): Theme | undefined => (text === 'dark' || text === 'light' ? text : undefined)
