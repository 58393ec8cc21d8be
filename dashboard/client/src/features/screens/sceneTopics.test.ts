import { expect, it } from 'vitest'
import type { Catalogue } from '@/shared/api/catalogue'
import type { Scene } from '@/shared/api/types'
import { sceneTopicAt, sceneTopics } from './sceneTopics'

const catalogue = {
  about: { today: '2026-04-20' },
  metrics: [{ code: 'cases' }],
  cities: [{ code: '370100' }, { code: '370300' }],
} as unknown as Catalogue
const scene = (of: Partial<Scene>): Scene => ({ id: 'a', kind: 'feed', seconds: 10, ...of })

it.each<[Partial<Scene>, string[]]>([
  [{ kind: 'ranking', metric: 'cases' }, ['ranking/cases/2026']],
  [{ kind: 'ranking', metric: 'cases', period: '2024' }, ['ranking/cases/2024']],
  [{ kind: 'ranking', metric: 'gone' }, []],
  [{ kind: 'campaign', campaign: 'week' }, ['campaign/week']],
  [{ kind: 'feed' }, ['feed']],
  [{ kind: 'feed', campaign: 'week' }, ['campaign/week']],
  [{ kind: 'city', city: '370300', period: '2024' }, ['city/370300/2024']],
  [{ kind: 'city' }, ['city/370100/2026', 'city/370300/2026']],
  [{ kind: 'visit' }, ['province/2026']],
  [{ kind: 'countdown', campaign: 'week' }, []],
  [{ kind: 'theme', campaign: 'week' }, []],
  [{ kind: 'notice' }, []],
])('of %o are %o', (of, topics) => expect(sceneTopics(scene(of), catalogue)).toEqual(topics))

it('of a round is the next city in turn', () => {
  const shown = [0, 1, 2].map((round) => sceneTopicAt(scene({ kind: 'city' }), round, catalogue))
  expect(shown).toEqual(['city/370100/2026', 'city/370300/2026', 'city/370100/2026'])
  expect(sceneTopicAt(scene({ kind: 'notice' }), 3, catalogue)).toBeUndefined()
})
