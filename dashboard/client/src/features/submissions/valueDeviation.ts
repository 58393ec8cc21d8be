/** How suspicious a value is from what is on record, for who reviews it. */
export interface ValueDeviation {
  /** Nothing to hold it against, the same, more, or less. */
  kind: 'none' | 'same' | 'more' | 'less'
  /** By how many per cent; absent where the base allows none. */
  percent?: number
  /** So much that it is worth a second look: a slipped digit, 元 for 万元. */
  suspicious: boolean
}

/** Three times as much, or a third. */
const suspiciousFactor = 3

export function valueDeviation(value: number, before: number | undefined): ValueDeviation {
  if (before === undefined) return { kind: 'none', suspicious: false }
  if (value === before) return { kind: 'same', suspicious: false }
  const kind = value > before ? 'more' : 'less'
  if (before === 0) return { kind, suspicious: false }
  return {
    kind,
    percent: (Math.abs(value - before) / before) * 100,
    suspicious: value >= before * suspiciousFactor || value * suspiciousFactor <= before,
  }
}
