import { useEventListener, useIntervalFn } from '@vueuse/core'
import { computed, watch, type Ref } from 'vue'
import { useCatalogue } from '@/shared/api/catalogue'
import { useSession } from '@/shared/api/session'
import { lastContact, linkState } from '@/shared/realtime/connection'
import type { Topic } from '@/shared/realtime/topics'
import { saveScreen } from './screenCopies'
import { canWorkOffline, registerWorker } from './screenWorker'

const saveInterval = 15_000

/** Keeps copies of what a paired screen shows, for a start without a server. Other viewers of a screen keep none. */
export function useScreenCopies(id: string, topics: Ref<Topic[]>) {
  const { session } = useSession()
  const { catalogue } = useCatalogue()
  const isKept = computed(() => canWorkOffline && session.value?.screen === id && !session.value.session)
  /** Every topic has a state: the screen can go on without a server. */
  const isComplete = computed(() => topics.value.length > 1 && topics.value.every((topic) => topic.state.value))

  let saving = false
  async function save() {
    if (!isKept.value || !catalogue.value || saving) return
    saving = true
    // A kiosk may forbid storage or run out of it. The page goes on without copies.
    await saveScreen(
      id,
      catalogue.value,
      new Map(topics.value.map((topic) => [topic.name, topic.state.value])),
      lastContact(),
    ).catch(() => undefined)
    saving = false
  }

  watch(isKept, (kept) => kept && void registerWorker(), { immediate: true })
  watch([isKept, isComplete], save)
  watch(linkState, (now) => now !== 'open' && void save())
  useIntervalFn(() => linkState.value === 'open' && void save(), saveInterval)
  useEventListener(globalThis.document, 'visibilitychange', save)
  return { isComplete }
}
