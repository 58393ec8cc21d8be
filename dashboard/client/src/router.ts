import { createRouter, createWebHistory } from 'vue-router'
import RankingPage from './pages/RankingPage.vue'
import { showFace } from './parts/theme'

declare module 'vue-router' {
  interface RouteMeta {
    /** Desks are light and have the header; halls are dark and stand alone. */
    face?: 'desk' | 'hall'
    /** A screen nobody touches: 45rem high, without a cursor. */
    screen?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', component: RankingPage },
    { path: '/cities/:code', component: () => import('./pages/CityPage.vue'), props: true },
    { path: '/campaigns', component: () => import('./pages/CampaignsPage.vue') },
    { path: '/campaigns/:id', component: () => import('./pages/CampaignPage.vue'), props: true, meta: { face: 'hall' } },
    { path: '/screens', component: () => import('./pages/PairPage.vue'), meta: { face: 'hall', screen: true } },
    { path: '/screens/:id', component: () => import('./pages/ScreenPage.vue'), props: true, meta: { face: 'hall', screen: true } },
    { path: '/control', component: () => import('./pages/ControlPage.vue') },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFoundPage.vue') },
  ],
})

router.afterEach((to) => showFace(to.meta.face ?? 'desk', to.meta.screen === true, to.query.theme))
