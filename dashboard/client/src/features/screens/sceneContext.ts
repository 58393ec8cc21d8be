import {
  computed,
  inject,
  onScopeDispose,
  provide,
  reactive,
  toValue,
  watchEffect,
  type InjectionKey,
  type MaybeRefOrGetter,
  type Ref,
} from 'vue'
import type { Freshness } from '@/shared/realtime/freshness'
import { useTopic } from '@/shared/realtime/useTopic'
import { useCatalogue } from '@/shared/api/catalogue'
import type { Scene } from '@/shared/api/types'
import { sampleTopicData } from './sampleData'

/** What every scene is given. */
export interface SceneProps {
  scene: Scene
  /** How often the playlist has run through. */
  round: number
  /** The server's time. */
  now: number
}

/** What a scene needs of the screen it is on. */
interface SceneContext {
  isRehearsal: Ref<boolean>
  now: Ref<number>
  freshnesses: Map<symbol, Freshness>
}

const key: InjectionKey<SceneContext> = Symbol('stage')

// A sample is of no time: the watermark says what it is.
const sampleFreshness: Freshness = { liveness: 'live', stale: false, quiet: false, asOf: undefined }

/** Made once a scene, so that each is told apart by how fresh what it shows is. */
export function provideSceneContext(isRehearsal: Ref<boolean>, now: Ref<number>) {
  const freshnesses = reactive(new Map<symbol, Freshness>())
  provide(key, { isRehearsal, now, freshnesses })
  /** The worst of what the scene shows; nothing where it shows no numbers. */
  return computed(() =>
    [...freshnesses.values()].reduce<Freshness | undefined>(
      (worst, one) => (worst && !isWorse(one, worst) ? worst : one),
      undefined,
    ),
  )
}

const isWorse = (one: Freshness, other: Freshness) =>
  one.stale !== other.stale
    ? one.stale
    : (one.liveness === 'live') !== (other.liveness === 'live')
      ? one.liveness !== 'live'
      : (one.asOf ?? '') < (other.asOf ?? '')

/** A topic as a scene shows it: what is reported, or in a rehearsal a sample of it. */
export function useSceneTopic<T>(name: MaybeRefOrGetter<string | undefined>) {
  const context = inject(key)
  if (!context) throw new Error('no stage')
  const { catalogue } = useCatalogue()
  const topic = useTopic<T>(() => (context.isRehearsal.value ? undefined : toValue(name)))
  const sample = computed(() => {
    const asked = toValue(name)
    return context.isRehearsal.value && asked && catalogue.value
      ? (sampleTopicData(asked, catalogue.value, context.now.value) as T | undefined)
      : undefined
  })
  const mine = Symbol()
  watchEffect(() => {
    if (context.isRehearsal.value || !toValue(name)) context.freshnesses.delete(mine)
    else context.freshnesses.set(mine, topic.freshness.value)
  })
  onScopeDispose(() => context.freshnesses.delete(mine))
  return {
    data: computed(() => (context.isRehearsal.value ? sample.value : topic.data.value)),
    freshness: computed(() => (context.isRehearsal.value ? sampleFreshness : topic.freshness.value)),
    problem: topic.problem,
  }
}

/** In characters, the longest clause of a title, which has to fit in one line; Latin words go into two. A Latin letter is half as wide. */
export function longestClause(title: string): number {
  const width = (text: string) => [...text].reduce((sum, one) => sum + (one > '\u2e80' ? 1 : 0.6), 0)
  return Math.max(
    6,
    ...title.split(/(?<=[，、；：。！？\s])/u).map(width),
    /[\u2e80-\uffff]/u.test(title) ? 0 : width(title) / 1.8,
  )
}
