import type { ScreenStatus } from '@/shared/api/types'
import type { Translate } from '@/shared/i18n/i18n'

/** A screen reports every ten seconds. After two missed reports it is offline. */
const offlineAfter = 25_000

export const isOnline = (status: ScreenStatus | undefined, now: number): boolean =>
  status !== undefined && now - Date.parse(status.seenAt) < offlineAfter

/** Elapsed time in one unit: 「12秒前」. */
export function formatElapsed(at: string, now: number, t: Translate): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000))
  const [key, n] =
    seconds < 60
      ? ['seconds', seconds]
      : seconds < 3600
        ? ['minutes', Math.floor(seconds / 60)]
        : seconds < 172_800
          ? ['hours', Math.floor(seconds / 3600)]
          : ['days', Math.floor(seconds / 86_400)]
  return t('control.ago', { t: t(`control.${key}`, { n }) })
}
