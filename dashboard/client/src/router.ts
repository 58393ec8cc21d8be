import { createRouter, createWebHistory } from 'vue-router'
import RankingPage from './pages/RankingPage.vue'
import { showFace } from './parts/theme'

declare module 'vue-router' {
  interface RouteMeta {
    /** Desks are light and have the header; halls are dark and stand alone. */
    face?: 'desk' | 'hall'
    /** A screen nobody touches: 45rem high, without a cursor. */
    screen?: boolean
    /** Stands by itself: no header, and nothing that one has to be let in for. */
    alone?: boolean
    /** Of whoever is signed in. */
    own?: boolean
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
    { path: '/screens', component: () => import('./pages/PairPage.vue'), meta: { face: 'hall', screen: true, alone: true } },
    { path: '/screens/:id', component: () => import('./pages/ScreenPage.vue'), props: true, meta: { face: 'hall', screen: true } },
    { path: '/review', component: () => import('./pages/ReviewPage.vue') },
    { path: '/corrections', component: () => import('./pages/CorrectionsPage.vue') },
    { path: '/data', component: () => import('./pages/DataPage.vue') },
    { path: '/reference', component: () => import('./pages/ReferencePage.vue') },
    { path: '/control', component: () => import('./pages/ControlPage.vue') },
    { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { alone: true } },
    { path: '/account', component: () => import('./pages/AccountPage.vue'), meta: { own: true } },
    { path: '/accounts', component: () => import('./pages/AccountsPage.vue') },
    { path: '/audit', component: () => import('./pages/AuditPage.vue') },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFoundPage.vue') },
  ],
})

router.afterEach((to) => showFace(to.meta.face ?? 'desk', to.meta.screen === true, to.query.theme))
