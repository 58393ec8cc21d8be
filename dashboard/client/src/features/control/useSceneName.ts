import { useCatalogue } from '@/shared/api/catalogue'
import type { Scene } from '@/shared/api/types'
import { useLocale } from '@/shared/i18n/i18n'

/** Names of scenes in lists: 「排名：发明专利授权量」. */
export function useSceneName() {
  const { t, nameOf } = useLocale()
  const { metricOf, cityOf, campaigns } = useCatalogue()

  function of(scene: Scene): string | undefined {
    const campaign = campaigns.value.find((one) => one.id === scene.campaign)
    const named = (scene.metric && metricOf(scene.metric)) || (scene.city && cityOf(scene.city)) || campaign
    if (scene.title) return scene.title
    if (named) return nameOf(named)
    return scene.kind === 'city' ? t('control.everyCity') : undefined
  }
  return {
    nameOfScene: (scene: Scene) =>
      [t(`screens.scenes.${scene.kind}`), of(scene)].filter(Boolean).join(t('separator.colon')),
  }
}
