import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { api } from '@/shared/api/api'
import { useQuery } from '@/shared/composables/useQuery'

const shown = 20

/** Latest events of a city, read again when its figures change. */
export function useLatestEvents(city: MaybeRefOrGetter<string>, position: MaybeRefOrGetter<number | undefined>) {
  const { response, failed } = useQuery(
    () => toValue(city),
    () => toValue(position),
    (signal) => api.events({ city: toValue(city) }, signal),
  )
  return { events: computed(() => response.value?.events.slice(0, shown)), failed }
}
