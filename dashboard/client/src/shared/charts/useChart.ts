import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { onBeforeUnmount, onMounted, ref, shallowRef, watchEffect, type Ref } from 'vue'
import { theme } from '@/shared/composables/theme'

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

/** A chart for as long as its place is on the page: drawn anew when what it shows, the theme or its size changes, and empty while there is no option. */
export function useChart(
  place: Ref<HTMLElement | undefined>,
  option: (style: ChartStyle) => EChartsCoreOption | undefined,
): void {
  const chart = shallowRef<EChartsType>()
  const resized = ref(0)
  let gone = false
  const sizes = new ResizeObserver(() => {
    chart.value?.resize()
    resized.value++
  })

  onMounted(async () => {
    const { init } = await import('./echarts')
    if (gone || !place.value) return
    chart.value = init(place.value, undefined, { renderer: 'svg' })
    sizes.observe(place.value)
  })
  onBeforeUnmount(() => {
    gone = true
    sizes.disconnect()
    chart.value?.dispose()
  })
  watchEffect(
    () => {
      void [theme.value, resized.value]
      // Lines that are no longer there go; the others move.
      const drawn = chart.value && option(styleNow())
      if (drawn) chart.value?.setOption(drawn, { replaceMerge: ['series'] })
      else chart.value?.clear()
    },
    { flush: 'post' },
  )
}

function styleNow(): ChartStyle {
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
