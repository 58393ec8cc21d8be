import { computed, inject, onScopeDispose, provide, reactive, watchEffect, type InjectionKey, type Ref } from 'vue'
import type { Freshness } from '@/shared/realtime/freshness'
import { useTopic } from '@/shared/realtime/useTopic'
import { useCatalogue } from '@/shared/api/catalogue'
import type { Scene } from '@/shared/api/types'
import { sampleTopicData } from './sampleData'
import { sceneTopicAt } from './sceneTopics'

/** Props of every scene. */
export interface SceneProps {
  scene: Scene
  /** Number of completed playlist rounds. */
  round: number
  /** Server time in milliseconds. */
  now: number
}

/** What a scene gets from its screen. */
interface SceneContext {
  isRehearsal: Ref<boolean>
  now: Ref<number>
  freshnesses: Map<symbol, Freshness>
}

const key: InjectionKey<SceneContext> = Symbol('stage')

// Sample data has no time; a watermark marks it.
const sampleFreshness: Freshness = { liveness: 'live', stale: false, quiet: false, asOf: undefined }

/** Provides the context of one scene and returns the freshness of its data. */
export function provideSceneContext(isRehearsal: Ref<boolean>, now: Ref<number>) {
  const freshnesses = reactive(new Map<symbol, Freshness>())
  provide(key, { isRehearsal, now, freshnesses })
  /** The worst freshness of the scene's topics; undefined without topics. */
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

/** The topic of a scene: live data, or sample data in a rehearsal. */
export function useSceneTopic<T>(scene: SceneProps) {
  const context = inject(key)
  if (!context) throw new Error('useSceneTopic needs provideSceneContext')
  const { catalogue } = useCatalogue()
  const name = computed(() => catalogue.value && sceneTopicAt(scene.scene, scene.round, catalogue.value))
  const topic = useTopic<T>(() => (context.isRehearsal.value ? undefined : name.value))
  const sample = computed(() => {
    const requested = name.value
    return context.isRehearsal.value && requested && catalogue.value
      ? (sampleTopicData(requested, catalogue.value, context.now.value) as T | undefined)
      : undefined
  })
  const token = Symbol()
  watchEffect(() => {
    if (context.isRehearsal.value || !name.value) context.freshnesses.delete(token)
    else context.freshnesses.set(token, topic.freshness.value)
  })
  onScopeDispose(() => context.freshnesses.delete(token))
  return {
    data: computed(() => (context.isRehearsal.value ? sample.value : topic.data.value)),
    freshness: computed(() => (context.isRehearsal.value ? sampleFreshness : topic.freshness.value)),
    problem: topic.problem,
  }
}

/**
 * Length of the longest clause of a title, in characters. A clause must fit in one line; Latin titles take two. Latin
 * letters count 0.6.
 */
export function longestClause(title: string): number {
  const width = (text: string) => [...text].reduce((sum, one) => sum + (one > '\u2e80' ? 1 : 0.6), 0)
  return Math.max(
    6,
    ...title.split(/(?<=[，、；：。！？\s])/u).map(width),
    /[\u2e80-\uffff]/u.test(title) ? 0 : width(title) / 1.8,
  )
}
