import type { ScreenStatus } from '@/shared/api/types'
import type { Translate } from '@/shared/i18n/i18n'
import { elapsedUnit } from '@/shared/i18n/time'

/** A screen reports every ten seconds. After two missed reports it is offline. */
const offlineAfter = 25_000

export const isOnline = (status: ScreenStatus | undefined, now: number): boolean =>
  status !== undefined && now - Date.parse(status.seenAt) < offlineAfter

/** Elapsed time in one unit: 「12秒前」. */
export function formatElapsed(at: string, now: number, t: Translate): string {
  const [key, n] = elapsedUnit(now - Date.parse(at))
  return t('control.ago', { t: t(`control.${key}`, { n }) })
}
