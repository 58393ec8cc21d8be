import { expect, it } from 'vitest'
import type { Catalogue } from '@/shared/api/catalogue'
import type { TopicData } from '@/shared/api/types'
import { sampleTopicData } from './sampleData'

const metric = { code: 'cases', pillar: 'publicity', kind: 'sum', unit: '件', better: 'higher' }
const city = { code: '370300', name: '淄博市', nameEn: 'Zibo', pinyin: 'zibo' }
const catalogue = { metrics: [metric], cities: [city], campaigns: [{ id: 'week' }] } as unknown as Catalogue

/** A topic of each kind, with a list of its data; undefined for topics that no scene reads. */
const topics: Record<keyof TopicData, [topic: string, list: string] | undefined> = {
  ranking: ['ranking/cases/2026', 'rows'],
  province: ['province/2026', 'metrics'],
  city: ['city/370300/2026', 'metrics'],
  campaign: ['campaign/week', 'byCity'],
  feed: ['feed', 'events'],
  screen: undefined,
  screens: undefined,
}

it.each(Object.values(topics).filter((one) => one !== undefined))('generates data of %s', (topic, list) =>
  expect(sampleTopicData(topic, catalogue, 1_000_000)).toHaveProperty([list, 0]),
)

it.each(['screens', 'weather/370300'])('throws for the topic %s, which no scene reads', (topic) =>
  expect(() => sampleTopicData(topic, catalogue, 1_000_000)).toThrow(topic),
)
