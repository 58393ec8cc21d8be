import type { ImportProgress } from '@/shared/api/types'
import type { Translate } from '@/shared/i18n/i18n'

/** A check that is under way. */
export interface RunningCheck {
  file: string
  /** Uploaded share, 0 to 1. */
  sent: number
  seconds: number
  progress: ImportProgress | undefined
}

/** Describes a check: place in the queue, uploaded share, rows checked, values saved. */
export function describeCheck({ file, sent, seconds, progress }: RunningCheck, t: Translate, lang: string): string {
  const count = (n: number) => n.toLocaleString(lang)
  const { waiting, rows = 0, held = 0, toHold } = progress ?? {}
  if (waiting !== undefined)
    return waiting > 1 ? t('import.queued', { n: count(waiting - 1), seconds }) : t('import.queuedNext', { seconds })
  if (sent < 1) return t('import.sending', { share: `${Math.floor(sent * 100)}%` })
  return toHold === undefined
    ? t('import.checking', { file, rows: count(rows), seconds })
    : t('import.holding', { file, held: count(held), rows: count(toHold), seconds })
}

/** Completed share, 0 to 1; undefined if it is unknown. */
export function shareOf({ sent, progress }: RunningCheck): number | undefined {
  if (progress?.waiting !== undefined) return undefined
  return sent < 1 ? sent : progress?.toHold ? progress.held / progress.toHold : undefined
}
