import { ref } from 'vue'

export type Theme = 'light' | 'dark'
export type Face = 'desk' | 'hall'

const remembered = 'ipm.theme'

/** Desks are light and halls dark, until somebody chooses; `?theme=` in the address outweighs both. */
export const theme = ref<Theme>('light')

let face: Face = 'desk'

/** Sets the look that a page has of itself. */
export function showFace(next: Face, isScreen: boolean, asked: unknown): void {
  face = next
  document.documentElement.dataset.face = face
  document.documentElement.toggleAttribute('data-screen', isScreen)
  show(themeOf(asked) ?? (face === 'desk' ? themeOf(chosen()) : undefined) ?? (face === 'hall' ? 'dark' : 'light'))
}

/** Chooses the look of desks; halls stay as they are. */
export function chooseTheme(next: Theme): void {
  show(next)
  try {
    localStorage.setItem(remembered, next)
  } catch {
    // Then it holds until the page is left.
  }
}

function show(next: Theme) {
  theme.value = next
  document.documentElement.dataset.theme = next
}

const themeOf = (text: unknown): Theme | undefined => (text === 'dark' || text === 'light' ? text : undefined)

function chosen(): string | null {
  try {
    return localStorage.getItem(remembered)
  } catch {
    return null
  }
}
