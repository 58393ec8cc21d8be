import { shallowRef } from 'vue'
import { useAsyncAction } from '@/shared/composables/useAsyncAction'

/** Runs an action and, if the server requires recent authentication, keeps it until the user has reauthenticated. */
export function useReauthenticatedAction() {
  const { busy, problem, run } = useAsyncAction()
  const pendingAction = shallowRef<() => Promise<unknown>>()

  async function runReauthenticated(work: () => Promise<unknown>): Promise<boolean> {
    pendingAction.value = undefined
    const done = await run(work)
    if (problem.value?.code === 'proof_needed') {
      problem.value = undefined
      pendingAction.value = work
    }
    return done
  }

  const resume = () => pendingAction.value && runReauthenticated(pendingAction.value)
  const abandon = () => (pendingAction.value = undefined)
  return { busy, problem, run: runReauthenticated, pendingAction, resume, abandon }
}
