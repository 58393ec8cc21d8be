import { defineAsyncComponent } from 'vue'

/** The chart component. ECharts is loaded with the first chart, after the first numbers. */
export const LazyChart = defineAsyncComponent(() => import('./EChart.vue'))
