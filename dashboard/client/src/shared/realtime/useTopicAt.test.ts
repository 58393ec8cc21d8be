import { effectScope, ref, shallowRef } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api } from '@/shared/api/api'
import { Problem } from '@/shared/api/http'
import { useTopicAt } from './useTopicAt'

const live = {
  data: shallowRef<{ value: number } | undefined>({ value: 9 }),
  position: ref(9),
  problem: ref(),
  freshness: ref({ liveness: 'live', stale: false, quiet: false, asOf: 'now' }),
}
vi.mock('./useTopic', () => ({ useTopic: () => live }))

const settled = () => new Promise((resolve) => setTimeout(resolve))
let answer: (value: { value: number; position: number } | Problem) => void
let scope = effectScope()

beforeEach(() => {
  scope = effectScope()
  vi.spyOn(api, 'topic').mockImplementation(
    () =>
      new Promise(
        (resolve, reject) => (answer = (value) => (value instanceof Problem ? reject(value) : resolve(value as never))),
      ),
  )
})
afterEach(() => scope.stop())

function open(moment?: string) {
  const [name, asOf] = [ref('ranking/m/2024'), ref(moment)]
  const topic = scope.run(() => useTopicAt<{ value: number }>(name, asOf))
  if (!topic) throw new Error('no scope')
  return { name, asOf, topic, shown: () => [topic.data.value?.value, topic.freshness.value.liveness, topic.asOf.value] }
}

test('keeps live data until past data arrives', async () => {
  const { asOf, shown } = open()
  asOf.value = '2026-05-03'
  await settled()
  expect(shown()).toEqual([9, 'live', undefined])
  answer({ value: 5, position: 5 })
  await settled()
  expect(shown()).toEqual([5, 'past', '2026-05-03'])
  asOf.value = '2026-05-04'
  await settled()
  expect(shown()).toEqual([5, 'past', '2026-05-03'])
  asOf.value = undefined
  await settled()
  expect(shown()).toEqual([9, 'live', undefined])
})

test('shows no live data while loading a past moment or another topic', async () => {
  const { name, topic, shown } = open('2026-05-03')
  expect(topic.data.value).toBeUndefined()
  answer({ value: 5, position: 5 })
  await settled()
  name.value = 'ranking/other/2024'
  await settled()
  expect(shown()[0]).toBeUndefined()
})

test('shows the problem and no data for a refused moment', async () => {
  const { asOf, topic, shown } = open()
  asOf.value = 'yesterday'
  await settled()
  answer(new Problem(400, 'as_of_invalid', ''))
  await settled()
  expect([shown()[0], topic.problem.value?.code]).toEqual([undefined, 'as_of_invalid'])
})
