import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { api } from '@/wire/api'
import type { ReportedEvent } from '@/wire/types'

const shown = 20
const every = 2000

/** The latest events of a city: read when the city's numbers move, at most every two seconds. */
export function useLatest(city: MaybeRefOrGetter<string>, position: MaybeRefOrGetter<number | undefined>) {
  const events = shallowRef<ReportedEvent[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let readAt = 0

  async function read() {
    readAt = Date.now()
    const of = toValue(city)
    try {
      const page = await api.events({ city: of })
      if (of === toValue(city)) events.value = page.events.slice(0, shown)
    } catch {
      // The page's own state tells what is wrong; the next move reads again.
    }
  }

  watch(() => toValue(city), () => {
    events.value = undefined
    void read()
  }, { immediate: true })
  watch(() => toValue(position), (_, before) => {
    if (before === undefined) return
    clearTimeout(timer)
    timer = setTimeout(() => void read(), Math.max(0, readAt + every - Date.now()))
  })
  onScopeDispose(() => clearTimeout(timer))
  return events
}
