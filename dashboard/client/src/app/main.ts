import { createApp } from 'vue'
import App from './App.vue'
import { handleMissingFiles } from './pageUpdate'
import { router } from './router'
import { i18n, setLanguage } from '@/shared/i18n/i18n'
import '@/shared/styles/index.css'

setLanguage(i18n.global.locale.value)
handleMissingFiles(router)
createApp(App).use(router).use(i18n).mount('#app')
// Fallback font for systems without Chinese glyphs. Loaded after the first view, and only the subsets in use.
void import('@fontsource-variable/noto-sans-sc/index.css')
