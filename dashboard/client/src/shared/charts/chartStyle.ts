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

/** Reads the style of the current layout, theme and window size. */
export function readChartStyle(): ChartStyle {
  const style = getComputedStyle(document.documentElement)
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
