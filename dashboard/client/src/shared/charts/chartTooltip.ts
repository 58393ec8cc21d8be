import type { ChartStyle } from './chartStyle'

/** Builds a chart tooltip. Uses DOM nodes instead of HTML text because names come from outside. */
export function chartTooltip(
  heading: string,
  lines: { name: string; text: string; color: string }[],
  style: ChartStyle,
): HTMLElement {
  const box = document.createElement('div')
  const head = box.appendChild(document.createElement('div'))
  head.textContent = heading
  head.style.color = style.ink2
  for (const { name, text, color } of lines) {
    const row = box.appendChild(document.createElement('div'))
    row.style.cssText = 'display:flex;gap:2em;justify-content:space-between;font-variant-numeric:tabular-nums'
    const label = row.appendChild(document.createElement('span'))
    label.textContent = name
    label.style.color = color
    row.appendChild(document.createElement('span')).textContent = text
  }
  return box
}
