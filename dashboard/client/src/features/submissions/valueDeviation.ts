/** Deviation of a submitted value from the recorded value. */
export interface ValueDeviation {
  /** No recorded value, or the comparison with it. */
  kind: 'none' | 'same' | 'more' | 'less'
  /** Absolute change in per cent; absent without a usable base. */
  percent?: number
  /** Large enough to suggest a typing error, such as 元 for 万元. */
  suspicious: boolean
}

/** A value three times as large, or a third, is suspicious. */
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
