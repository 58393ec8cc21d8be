// The wire as the server speaks it (REST and hub): camelCase, and what is absent is left out.

export type Kind = 'sum' | 'level' | 'mean' | 'ratio' | 'percapita' | 'coverage'
export type Qualifier = 'over' | 'about'

export interface Place {
  code: string
  name: string
  nameEn: string
  pinyin?: string
}

export interface Unit {
  code: string
  city: string
  name: string
  nameEn: string
  kind: 'county' | 'zone' | 'city-level' | 'department'
}

export interface About {
  name: string
  version: string
  packageSet: 'reduced' | 'full'
  demo: boolean
  today: string
  at: string
  province: Place
  empty: boolean
}

export interface Metric {
  code: string
  name: string
  nameEn: string
  pillar: string
  kind: Kind
  unit: string
  better: 'higher' | 'lower' | 'none'
  numerator?: string
  denominator?: string
  note?: string
}

/** A figure held against an earlier one: `percent` is absent when the base is 0, `points` stands in its place for percentages. */
export interface Comparison {
  base: number
  percent?: number
  points?: number
}

export interface Figure {
  metric: string
  value: number
  numerator?: number
  denominator?: number
  readingDate?: string
  populationYear?: number
  qualifier?: Qualifier
  yoy?: Comparison
  mom?: Comparison
  rank?: number
  of?: number
  cities?: number
  /** How many corrections touched it. */
  corrected?: number
}

export interface RankingRow {
  rank: number
  previousRank?: number
  city: string
  name: string
  nameEn: string
  value: number
  qualifier?: Qualifier
  readingDate?: string
  yoy?: Comparison
  tie?: boolean
  /** How many corrections touched it. */
  corrected?: number
}

export interface UnrankedCity {
  city: string
  name: string
  nameEn: string
}

export interface Ranking {
  metric: string
  period: string
  baseline?: 'previous' | 'lastYear'
  populationYear?: number
  rows: RankingRow[]
  notReported: UnrankedCity[]
  /** Reported, without a figure coming of it: nothing to divide by, or no population known. */
  noFigure: UnrankedCity[]
}

export interface Trend {
  metric: string
  period: string
  position: number
  steps: string[]
  cities: { city: string; name: string; nameEn: string; values: (number | null)[] }[]
}

export interface CityFigures {
  city: Place
  period: string
  metrics: Figure[]
}

export interface ProvinceFigures {
  period: string
  metrics: Figure[]
}

export interface CampaignHead {
  id: string
  name: string
  nameEn: string
  start: string
  end: string
  theme?: string
  themeEn?: string
  slogan?: string
  sloganEn?: string
}

export interface CampaignFigure {
  metric: string
  value: number
  qualifier?: Qualifier
}

export interface Campaign extends CampaignHead {
  cities: string[]
  plan: { date: string; city?: string; title: string }[]
  totals: CampaignFigure[]
  byCity: { city: string; name: string; nameEn: string; metrics: CampaignFigure[] }[]
  latest: ReportedEvent[]
}

export type EventState = 'replaced' | 'withdrawn' | 'withdrawal' | 'waiting' | 'void' | 'held'

export interface ReportedEvent {
  id: string
  source: string
  city: string
  unit?: string
  metric: string
  value: number
  weight?: number
  date: string
  campaign?: string
  ref?: string
  note?: string
  qualifier?: Qualifier
  op: 'add' | 'set' | 'replace' | 'withdraw'
  /** 累计; absent when it is an increment. */
  basis?: 'ytd'
  target?: { source: string; id: string }
  /** Why it does not count; absent when it does. */
  state?: EventState
  position: number
  received: string
}

export interface Feed {
  events: ReportedEvent[]
}

export interface EventsPage {
  position: number
  events: ReportedEvent[]
  next?: string
}
