import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { basePath } from '@/shared/api/basePath'
import { useCatalogue } from '@/shared/api/catalogue'
import { unauthenticatedCount } from '@/shared/api/http'
import { SETUP_ROLE, signInUrl, takeReturnPath, useSession } from '@/shared/api/session'
import { linkState } from '@/shared/realtime/connection'
import { dropForeignCopies } from '@/features/screens/screenCopies'
import { canOpen, restrictedPageAt } from './restrictedPages'

/** Decides what the session may open, and goes to the sign-in page when a session is needed or has ended. */
export function useSessionGuard() {
  const route = useRoute()
  const router = useRouter()
  const { problem } = useCatalogue()
  const { session, user, refreshSession } = useSession()

  const isSetupOnly = computed(() => user.value?.role === SETUP_ROLE)
  const needsCatalogue = computed(() => route.matched.length > 0 && !route.meta.standalone && !isSetupOnly.value)

  const page = computed(() => restrictedPageAt(route.path))
  const forbiddenPage = computed(() =>
    user.value && !isSetupOnly.value && page.value && !canOpen(page.value, user.value) ? page.value : undefined,
  )
  const mustSignIn = computed(() => {
    if (!session.value || user.value || !needsCatalogue.value || route.meta.screen) return false
    return (
      session.value.public.length === 0 ||
      route.meta.requiresSignIn === true ||
      (page.value !== undefined && !canOpen(page.value, session.value))
    )
  })

  // A full page load discards the state of the previous user.
  let wasSignedIn = false
  const goToSignIn = () => location.replace(basePath + signInUrl(route.fullPath, wasSignedIn ? 'ended' : undefined))

  watch(mustSignIn, (asked) => asked && goToSignIn())
  watch(unauthenticatedCount, refreshSession)
  // The server closes the connection when access is revoked.
  watch(linkState, (now) => now !== 'open' && user.value && void refreshSession())
  watch(user, (now, before) => {
    wasSignedIn ||= now !== undefined
    // A paired screen is no session: it stays when a user of the same browser leaves.
    const isPairedScreen = route.meta.screen && session.value?.screen
    if (before && now?.name !== before.name && !isPairedScreen) goToSignIn()
    if (now?.role === SETUP_ROLE) void router.replace('/account')
    else if (now && before?.role === SETUP_ROLE) void router.replace('/')
    // A refusal by the external provider is shown first.
    const returnPath = now && !route.query.refused && takeReturnPath()
    if (returnPath) void router.replace(returnPath)
  })
  watch(
    session,
    (now) => {
      if (now && dropForeignCopies(now) === 'unpaired') void leaveScreen()
    },
    { immediate: true },
  )
  async function leaveScreen() {
    // The session may be known before the first page is open.
    await router.isReady()
    if (route.meta.screen) await router.replace('/screens')
  }
  // A screen that lost its token shows a pairing code again.
  watch(problem, (now) => now?.code === 'sign_in_needed' && route.meta.screen && void router.replace('/screens'))

  return { isSetupOnly, needsCatalogue, page, forbiddenPage, mustSignIn }
}
