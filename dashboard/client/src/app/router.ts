import { createRouter, createWebHistory } from 'vue-router'
import RankingPage from '@/features/ranking/RankingPage.vue'
import { applyLayout } from '@/shared/composables/theme'

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
    { path: '/cities/:code', component: () => import('@/features/city/CityPage.vue'), props: true },
    { path: '/campaigns', component: () => import('@/features/campaigns/CampaignsPage.vue') },
    {
      path: '/campaigns/:id',
      component: () => import('@/features/campaigns/CampaignPage.vue'),
      props: true,
      meta: { face: 'hall' },
    },
    {
      path: '/screens',
      component: () => import('@/features/screens/PairingPage.vue'),
      meta: { face: 'hall', screen: true, alone: true },
    },
    {
      path: '/screens/:id',
      component: () => import('@/features/screens/ScreenPage.vue'),
      props: true,
      meta: { face: 'hall', screen: true },
    },
    { path: '/review', component: () => import('@/features/submissions/ReviewPage.vue') },
    { path: '/corrections', component: () => import('@/features/corrections/CorrectionsPage.vue') },
    { path: '/data', component: () => import('@/features/import/ImportPage.vue') },
    { path: '/reference', component: () => import('@/features/reference/ReferencePage.vue') },
    { path: '/control', component: () => import('@/features/control/ControlPage.vue') },
    { path: '/sign-in', component: () => import('@/features/authentication/SignInPage.vue'), meta: { alone: true } },
    { path: '/account', component: () => import('@/features/authentication/MyAccountPage.vue'), meta: { own: true } },
    { path: '/accounts', component: () => import('@/features/accounts/AccountsPage.vue') },
    { path: '/audit', component: () => import('@/features/audit/AuditPage.vue') },
    { path: '/:rest(.*)*', component: () => import('./NotFoundPage.vue') },
  ],
})

router.afterEach((to) => applyLayout(to.meta.face ?? 'desk', to.meta.screen === true, to.query.theme))
