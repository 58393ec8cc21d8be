import type { EChartsCoreOption } from 'echarts/core'
import type { Metric, Trend } from '@/shared/api/types'
import { columnFormat, formatExact, type Language } from '@/shared/i18n/numberFormat'
import { periodLabel, stepLabel } from '@/shared/i18n/period'
import { formatAxisNumber } from '@/shared/charts/axisNumber'
import { chartTooltip } from '@/shared/charts/chartTooltip'
import type { ChartStyle } from '@/shared/charts/chartStyle'

/** Option of the trend chart: lines labelled at their end, one grid, no legend. */
export function trendChartOption(
  trend: Trend,
  metric: Metric,
  lang: Language,
  style: ChartStyle,
  nameOf: (city: Trend['cities'][number]) => string,
): EChartsCoreOption {
  const { rem } = style
  const text = { color: style.ink2, fontFamily: style.font, fontSize: 0.8125 * rem, margin: 0.5 * rem }
  const known = trend.cities.flatMap((city) => city.values).filter((value) => value !== null)
  const values = columnFormat([Math.max(0, ...known)], metric.unit, lang)
  return {
    animationDuration: 400,
    textStyle: { fontFamily: style.font },
    grid: {
      left: 3.25 * rem,
      right: (lang === 'en' ? 5.5 : 3.5) * rem,
      top: 1.75 * rem,
      bottom: 1.75 * rem,
      outerBoundsMode: 'none',
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: trend.steps,
      axisLabel: { ...text, formatter: (step: string) => stepLabel(step, lang), hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: style.line } },
    },
    yAxis: {
      type: 'value',
      scale: metric.kind !== 'sum',
      splitNumber: 4,
      nameGap: 0.75 * rem,
      name: values.unit,
      nameTextStyle: { ...text, align: 'left', padding: [0, 0, 0, -3 * rem] },
      axisLabel: { ...text, formatter: (value: number) => formatAxisNumber(value, metric, lang, known) },
      splitLine: { lineStyle: { color: style.line } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      appendTo: 'body',
      backgroundColor: style.paper,
      borderColor: style.line,
      padding: 0.75 * rem,
      textStyle: { color: style.ink, fontFamily: style.font, fontSize: 0.875 * rem },
      formatter: (points: { dataIndex: number }[]) =>
        tooltip(trend, points[0]?.dataIndex ?? 0, metric, lang, style, nameOf),
    },
    series: trend.cities.map((city, i) => ({
      type: 'line',
      name: nameOf(city),
      ...named(city.values, i, nameOf(city), style),
      color: style.series[i % style.series.length],
      lineStyle: { width: 0.125 * rem },
      symbol: 'circle',
      symbolSize: 0.375 * rem,
      // Also the weeks of a year, where a single week between gaps has no line.
      showSymbol: trend.steps.length <= 54,
      connectNulls: false,
      labelLayout: { moveOverlap: 'shiftY' },
      emphasis: { focus: 'series' },
    })),
  }
}

// End labels avoid each other. A line with a single point has no end: its point is labelled on the free side.
function named(values: (number | null)[], i: number, name: string, { rem, font, series }: ChartStyle) {
  const label = {
    show: true,
    distance: 0.5 * rem,
    formatter: name,
    color: series[i % series.length],
    fontFamily: font,
    fontSize: 0.8125 * rem,
  }
  return values.filter((value) => value !== null).length > 1
    ? { data: values, endLabel: label }
    : {
        data: values.map((value) =>
          value === null ? null : { value, label: { ...label, position: i % 2 ? 'left' : 'right' } },
        ),
      }
}

function tooltip(
  trend: Trend,
  step: number,
  metric: Metric,
  lang: Language,
  style: ChartStyle,
  nameOf: (city: Trend['cities'][number]) => string,
): HTMLElement {
  const lines = trend.cities.map((city, i) => ({
    name: nameOf(city),
    value: city.values[step] ?? undefined,
    color: style.series[i % style.series.length] ?? style.ink,
  }))
  lines.sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity))
  const formatValue = (value: number | undefined) =>
    value === undefined ? '—' : formatExact(Math.round(value * 100) / 100, metric.unit, lang)
  return chartTooltip(
    periodLabel(trend.steps[step] ?? '', lang),
    lines.map(({ name, value, color }) => ({ name, text: formatValue(value), color })),
    style,
  )
}
