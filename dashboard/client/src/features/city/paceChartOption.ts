import type { EChartsCoreOption } from 'echarts/core'
import type { Course, Forecast, Metric } from '@/shared/api/types'
import { columnFormat, formatExact, type Language } from '@/shared/i18n/numberFormat'
import { periodLabel, stepLabel } from '@/shared/i18n/period'
import { chartTooltip } from '@/shared/charts/chartTooltip'
import { formatAxisNumber } from '@/shared/charts/axisNumber'
import type { ChartStyle } from '@/shared/charts/chartStyle'

/**
 * Option of the progress chart: values, due line, last year and forecast range, with the rank below each step. Lines
 * differ by stroke, not only by color.
 */
export function paceChartOption(
  course: Course,
  forecast: Forecast | undefined,
  metric: Metric,
  lang: Language,
  style: ChartStyle,
  nameOf: (line: string) => string,
): EChartsCoreOption {
  const { rem } = style
  const { steps } = course
  const text = { color: style.ink2, fontFamily: style.font, fontSize: 0.8125 * rem }
  const last = steps.findLastIndex((step) => step.value !== undefined)
  const ahead = forecast && last >= 0 && last < steps.length - 1 ? forecast : undefined
  const known = [...steps.flatMap(({ value, due, lastYear }) => [value, due, lastYear]), ahead?.high].filter(
    (value) => value !== undefined,
  )
  // Straight line from the current value to the forecast.
  const towards = (end: number) =>
    steps.map((_, i) => {
      const now = steps[last]?.value ?? 0
      return i < last ? null : now + ((end - now) * (i - last)) / (steps.length - 1 - last)
    })
  const band = ahead && {
    low: towards(Math.min(ahead.low, ahead.high)),
    high: towards(Math.max(ahead.low, ahead.high)),
  }
  const line = (name: string, values: (number | null | undefined)[], color: string, lineStyle: object) => ({
    type: 'line',
    name,
    color,
    symbol: 'none',
    silent: true,
    data: values.map((value) => value ?? null),
    lineStyle,
  })
  const hidden = { type: 'line', silent: true, symbol: 'none', stack: 'range', lineStyle: { width: 0 } }
  return {
    animationDuration: 400,
    textStyle: { fontFamily: style.font },
    grid: { left: 3.75 * rem, right: 1.5 * rem, top: 1.75 * rem, bottom: 3 * rem, outerBoundsMode: 'none' },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: steps.map(({ period }) => period),
      axisLabel: {
        ...text,
        margin: 0.5 * rem,
        lineHeight: 1.25 * rem,
        hideOverlap: true,
        interval: steps.length > 12 ? 'auto' : 0,
        rich: { place: { ...text, color: style.ink } },
        formatter: (period: string, i: number) =>
          stepLabel(period, lang) +
          (steps[i]?.rank === undefined ? '' : `\n{place|${lang === 'en' ? '#' : '第'}${steps[i].rank}}`),
      },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: style.line } },
    },
    yAxis: {
      type: 'value',
      scale: metric.kind !== 'sum',
      splitNumber: 4,
      nameGap: 0.75 * rem,
      name: columnFormat([Math.max(0, ...known)], metric.unit, lang).unit,
      nameTextStyle: { ...text, align: 'left', padding: [0, 0, 0, -3.5 * rem] },
      axisLabel: { ...text, formatter: (value: number) => formatAxisNumber(value, metric, lang, known) },
      splitLine: { lineStyle: { color: style.line } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: style.paper,
      borderColor: style.line,
      padding: 0.75 * rem,
      textStyle: { color: style.ink, fontFamily: style.font, fontSize: 0.875 * rem },
      formatter: (points: { dataIndex: number }[]) =>
        tip(course, points[0]?.dataIndex ?? 0, metric, lang, style, nameOf),
    },
    series: [
      ...(band
        ? [
            { ...hidden, data: band.low },
            {
              ...hidden,
              data: band.high.map((high, i) => (high === null ? null : high - (band.low[i] ?? 0))),
              areaStyle: { color: style.accent, opacity: 0.14 },
            },
            line(nameOf('forecast'), towards(ahead?.value ?? 0), style.accent, { type: 'dotted', width: 0.125 * rem }),
          ]
        : []),
      line(
        nameOf('lastYear'),
        steps.map(({ lastYear }) => lastYear),
        style.ink3,
        { width: 0.0625 * rem },
      ),
      line(
        nameOf('due'),
        steps.map(({ due }) => due),
        style.ink2,
        { type: 'dashed', width: 0.09375 * rem },
      ),
      {
        type: 'line',
        name: nameOf('value'),
        color: style.accent,
        data: steps.map(({ value }) => value ?? null),
        lineStyle: { width: 0.1875 * rem },
        symbol: 'circle',
        symbolSize: 0.4375 * rem,
        showSymbol: steps.length <= 31,
      },
    ],
  }
}

function tip(
  course: Course,
  at: number,
  metric: Metric,
  lang: Language,
  style: ChartStyle,
  nameOf: (line: string) => string,
): HTMLElement {
  const { period = '', value, due, lastYear, rank, of } = course.steps[at] ?? {}
  const formatValue = (number: number) => formatExact(Math.round(number * 100) / 100, metric.unit, lang)
  return chartTooltip(
    periodLabel(period, lang),
    [
      ...(value === undefined ? [] : [{ name: nameOf('value'), text: formatValue(value), color: style.accent }]),
      ...(due === undefined ? [] : [{ name: nameOf('due'), text: formatValue(due), color: style.ink2 }]),
      ...(lastYear === undefined ? [] : [{ name: nameOf('lastYear'), text: formatValue(lastYear), color: style.ink3 }]),
      ...(rank === undefined ? [] : [{ name: nameOf('rank'), text: `${rank} / ${of}`, color: style.ink2 }]),
    ],
    style,
  )
}
