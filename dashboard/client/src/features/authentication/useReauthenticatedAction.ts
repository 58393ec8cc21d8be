import { shallowRef } from 'vue'
import { useAsyncAction } from '@/shared/composables/useAsyncAction'

/** Something one does that asks for the password again where it was not given just now: it waits, and goes on once it was. */
export function useReauthenticatedAction() {
  const { busy, problem, act } = useAsyncAction()
  const waiting = shallowRef<() => Promise<unknown>>()

  async function proved(work: () => Promise<unknown>): Promise<boolean> {
    waiting.value = undefined
    const done = await act(work)
    if (problem.value?.code === 'proof_needed') {
      problem.value = undefined
      waiting.value = work
    }
    return done
  }

  const goOn = () => waiting.value && proved(waiting.value)
  const giveUp = () => (waiting.value = undefined)
  return { busy, problem, act: proved, waiting, goOn, giveUp }
}
