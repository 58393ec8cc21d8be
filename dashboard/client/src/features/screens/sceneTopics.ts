import type { Catalogue } from '@/shared/api/catalogue'
import type { Scene } from '@/shared/api/types'

/** Topics that a scene shows, one in each round of the playlist. */
export function sceneTopics(scene: Scene, { about, metrics, cities }: Catalogue): string[] {
  const year = about.today.slice(0, 4)
  const period = scene.period ?? year
  switch (scene.kind) {
    case 'ranking':
      return metrics.some((metric) => metric.code === scene.metric) ? [`ranking/${scene.metric}/${period}`] : []
    case 'city':
      return (scene.city ? [scene.city] : cities.map((city) => city.code)).map((code) => `city/${code}/${period}`)
    case 'campaign':
      return [`campaign/${scene.campaign}`]
    case 'feed':
      return [scene.campaign ? `campaign/${scene.campaign}` : 'feed']
    case 'visit':
      return [`province/${year}`]
    case 'countdown':
    case 'theme':
    case 'notice':
      return []
  }
}

/** Returns the topic of a scene in a round. */
export function sceneTopicAt(scene: Scene, round: number, catalogue: Catalogue): string | undefined {
  const topics = sceneTopics(scene, catalogue)
  return topics[round % Math.max(1, topics.length)]
}
