import { onScopeDispose } from 'vue'

/** Does something again and again while the component is there. */
export function useInterval(act: () => void, every: number): void {
  const timer = setInterval(act, every)
  onScopeDispose(() => clearInterval(timer))
}
