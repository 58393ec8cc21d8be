import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { i18n, setLanguage } from '@/shared/i18n/i18n'
import '@/shared/styles/index.css'

setLanguage(i18n.global.locale.value)
createApp(App).use(router).use(i18n).mount('#app')
// For screens that have no Chinese letters of their own: after the first view, and of the letters only those that are shown.
void import('@fontsource-variable/noto-sans-sc/index.css')
