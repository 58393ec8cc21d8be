// Sets layout and theme before the first paint, so that a screen is dark from the start. Once the router has started,
// src/shared/composables/theme.ts sets them by the route; src/app/initialLayout.test.ts compares both.
{
  const { dataset } = document.documentElement
  const isScreen = /\/screens(\/|$)/.test(location.pathname)
  const isKiosk = isScreen || /\/campaigns\/[^/]+/.test(location.pathname)
  const parseTheme = (text) => (text === 'dark' || text === 'light' ? text : undefined)
  let stored
  try {
    stored = localStorage.getItem('ipm.theme')
  } catch {
    // A browser may forbid storage.
  }
  dataset.layout = isKiosk ? 'kiosk' : 'standard'
  dataset.theme =
    parseTheme(new URLSearchParams(location.search).get('theme')) ??
    (isKiosk ? 'dark' : (parseTheme(stored) ?? 'light'))
  document.documentElement.toggleAttribute('data-screen', isScreen)
}
