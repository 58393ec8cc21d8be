import { createRouter, createWebHistory } from 'vue-router'
import RankingPage from '@/features/ranking/RankingPage.vue'
import { basePath } from '@/shared/api/basePath'
import { rememberedScreen, restoreScreen } from '@/features/screens/screenCopies'
import { applyLayout, type Layout } from '@/shared/composables/theme'
import { setScreenPage } from '@/shared/realtime/pageHub'

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
    /** Has fields for text: the page warns that no state secrets may be entered. */
    takesText?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(`${basePath}/`),
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
    { path: '/review', component: () => import('@/features/submissions/ReviewPage.vue'), meta: { takesText: true } },
    {
      path: '/corrections',
      component: () => import('@/features/corrections/CorrectionsPage.vue'),
      meta: { takesText: true },
    },
    { path: '/data', component: () => import('@/features/import/ImportPage.vue'), meta: { takesText: true } },
    {
      path: '/reference',
      component: () => import('@/features/reference/ReferencePage.vue'),
      meta: { takesText: true },
    },
    { path: '/control', component: () => import('@/features/control/ControlPage.vue'), meta: { takesText: true } },
    {
      path: '/sign-in',
      component: () => import('@/features/authentication/SignInPage.vue'),
      meta: { standalone: true, takesText: true },
    },
    {
      path: '/account',
      component: () => import('@/features/authentication/MyAccountPage.vue'),
      meta: { requiresSignIn: true, takesText: true },
    },
    { path: '/accounts', component: () => import('@/features/accounts/AccountsPage.vue'), meta: { takesText: true } },
    { path: '/audit', component: () => import('@/features/audit/AuditPage.vue') },
    { path: '/:rest(.*)*', component: () => import('./NotFoundPage.vue') },
  ],
})

router.afterEach((to) => applyLayout(to.meta.layout ?? 'standard', to.meta.screen === true, to.query.theme))
router.afterEach((to) => setScreenPage(to.meta.screen === true))
