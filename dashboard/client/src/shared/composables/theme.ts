import { ref } from 'vue'
import { keep, recall } from '@/shared/api/browserStorage'

export type Theme = 'light' | 'dark'
export type Face = 'desk' | 'hall'

const remembered = 'ipm.theme'

/** Desks are light and halls dark, until somebody chooses; `?theme=` in the address outweighs both. */
export const theme = ref<Theme>('light')

/** Sets the look that a page has of itself. */
export function showFace(face: Face, isScreen: boolean, asked: unknown): void {
  document.documentElement.dataset.face = face
  document.documentElement.toggleAttribute('data-screen', isScreen)
  show(
    themeOf(asked) ??
      (face === 'desk' ? themeOf(recall(remembered)) : undefined) ??
      (face === 'hall' ? 'dark' : 'light'),
  )
}

/** Chooses the look of desks; halls stay as they are. */
export function chooseTheme(next: Theme): void {
  show(next)
  keep(remembered, next)
}

function show(next: Theme) {
  theme.value = next
  document.documentElement.dataset.theme = next
}

const themeOf = (text: unknown): Theme | undefined => (text === 'dark' || text === 'light' ? text : undefined)
