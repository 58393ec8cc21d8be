/** Colors, font and root font size of the page, read for charts, which do not use CSS. */
export interface ChartStyle {
  rem: number
  font: string
  ink: string
  ink2: string
  ink3: string
  line: string
  paper: string
  accent: string
  series: string[]
}

/** Root font size on paper (print.css), in pixels. */
const printedRem = 13

/**
 * Reads the style of the current layout, theme and window size; that of paper, which is light, for a drawing that is
 * `printedScale` times as large as it will be printed.
 */
export function readChartStyle(printedScale?: number): ChartStyle {
  const root = document.documentElement
  const { theme } = root.dataset
  // The styles of paper are not in force yet when the browser announces that it will print.
  if (printedScale) root.dataset.theme = 'light'
  const style = readStyle(getComputedStyle(root))
  if (!printedScale) return style
  root.dataset.theme = theme
  return { ...style, rem: printedRem * printedScale }
}

function readStyle(style: CSSStyleDeclaration): ChartStyle {
  const get = (name: string) => style.getPropertyValue(name).trim()
  return {
    rem: parseFloat(style.fontSize),
    font: get('--font'),
    ink: get('--ink'),
    ink2: get('--ink-2'),
    ink3: get('--ink-3'),
    line: get('--line'),
    paper: get('--paper'),
    accent: get('--accent'),
    series: get('--series')
      .split(',')
      .map((color) => color.trim()),
  }
}
