import { createRouter, createWebHistory } from 'vue-router'
import RankingPage from '@/features/ranking/RankingPage.vue'
import { rememberedScreen, restoreScreen } from '@/features/screens/screenCopies'
import { applyLayout, type Layout } from '@/shared/composables/theme'

declare module 'vue-router' {
  interface RouteMeta {
    /** The standard layout is light and has the header; the kiosk layout is dark and has none. */
    layout?: Layout
    /** An unattended screen: 45rem high, without a cursor. */
    screen?: boolean
    /** Needs neither header nor catalogue. */
    standalone?: boolean
    /** Needs a signed-in user. */
    requiresSignIn?: boolean
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
      meta: { layout: 'kiosk' },
    },
    {
      path: '/screens',
      component: () => import('@/features/screens/PairingPage.vue'),
      // A paired screen continues, also without a server.
      beforeEnter: () => {
        const id = rememberedScreen()
        return id ? `/screens/${id}` : true
      },
      meta: { layout: 'kiosk', screen: true, standalone: true },
    },
    {
      path: '/screens/:id',
      component: () => import('@/features/screens/ScreenPage.vue'),
      beforeEnter: (to) => restoreScreen(String(to.params.id)),
      props: true,
      meta: { layout: 'kiosk', screen: true },
    },
    { path: '/review', component: () => import('@/features/submissions/ReviewPage.vue') },
    { path: '/corrections', component: () => import('@/features/corrections/CorrectionsPage.vue') },
    { path: '/data', component: () => import('@/features/import/ImportPage.vue') },
    { path: '/reference', component: () => import('@/features/reference/ReferencePage.vue') },
    { path: '/control', component: () => import('@/features/control/ControlPage.vue') },
    {
      path: '/sign-in',
      component: () => import('@/features/authentication/SignInPage.vue'),
      meta: { standalone: true },
    },
    {
      path: '/account',
      component: () => import('@/features/authentication/MyAccountPage.vue'),
      meta: { requiresSignIn: true },
    },
    { path: '/accounts', component: () => import('@/features/accounts/AccountsPage.vue') },
    { path: '/audit', component: () => import('@/features/audit/AuditPage.vue') },
    { path: '/:rest(.*)*', component: () => import('./NotFoundPage.vue') },
  ],
})

router.afterEach((to) => applyLayout(to.meta.layout ?? 'standard', to.meta.screen === true, to.query.theme))
