// The wire as the server speaks it (REST and hub): camelCase, and what is absent is left out.

export type Kind = 'sum' | 'level' | 'mean' | 'ratio' | 'percapita' | 'coverage' | 'composite'
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
  /** The base is so small that the percentage says little. */
  lowBase?: true
}

/** How far the place above or below is, in the metric's unit; `inputValue` more of `input` draws level, all else as it is. */
export interface Distance {
  value: number
  cities: string[]
  input?: string
  inputValue?: number
}

export type Light = 'green' | 'yellow' | 'red'

/** What the period is expected to end with, out of how many earlier years or weeks. */
export interface Forecast {
  value: number
  low: number
  high: number
  method: 'earlierYears' | 'weeks'
  sample: number
}

export interface Target {
  period: string
  goal: 'reach' | 'floor' | 'benchmark'
  /** Absent while what a benchmark stands for is not known. */
  value?: number
  against?: 'provinceLastYear' | 'province' | 'ownLastYear'
  /** 完成率 and 应完成, per cent. */
  done?: number
  expected?: number
  /** Absent where it cannot be told. */
  light?: Light
  remaining?: number
  dailyRate?: number
  forecast?: Forecast
  note?: string
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
  /** 核定; absent of a 快报. */
  final?: true
  /** By how much the units come to more than the whole city, which counts. */
  discrepancy?: number
  target?: Target
  gap?: Distance
  lead?: Distance
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
  /** 核定; absent of a 快报. */
  final?: true
  gap?: Distance
  lead?: Distance
}

/** What a change of place is held against: 上期, 去年同期. */
export type Baseline = 'previous' | 'lastYear'

export interface UnrankedCity {
  city: string
  name: string
  nameEn: string
}

export interface Ranking {
  metric: string
  period: string
  baseline?: Baseline
  populationYear?: number
  rows: RankingRow[]
  notReported: UnrankedCity[]
  /** Reported, without a figure coming of it: nothing to divide by, or no population known. */
  noFigure: UnrankedCity[]
}

/** Why a city stands where it stands, in one sentence; of a composite also by how much each indicator's part changed. */
export interface Explanation {
  city: string
  rank?: number
  previousRank?: number
  change?: number
  passed: string[]
  passedBy: string[]
  parts?: { value: number; denominator: number; corrections: number; events: number }
  indicators?: { metric: string; change: number }[]
  sentence: { zh: string; en: string }
}

export interface Explanations {
  position: number
  metric: string
  period: string
  /** Absent where there is none before. */
  baselinePeriod?: string
  cities: Explanation[]
}

/** What each indicator adds to a city's composite: `points` of 100, weighed into `score`. */
export interface Points {
  position: number
  metric: string
  period: string
  city: string
  value?: number
  rank?: number
  indicators: IndicatorPoints[]
}

export interface IndicatorPoints {
  metric: string
  weight: number
  scoring: 'target' | 'minMax' | 'rank'
  /** Absent when not reported, which earns nothing. */
  value?: number
  rank?: number
  points: number
  score: number
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

export type EventState = 'replaced' | 'withdrawn' | 'withdrawal' | 'waiting' | 'void' | 'held' | 'beside'

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
  op: 'add' | 'set' | 'replace' | 'withdraw' | 'final'
  /** 累计; absent when it is an increment. */
  basis?: 'ytd'
  target?: { source: string; id: string }
  /** Why it does not count; absent when it does. */
  state?: EventState
  /** The import it came with. */
  batch?: string
  /** Behind one number: what it adds to it. */
  share?: number
  /** Behind one number: why it adds nothing although it counts by itself. */
  aside?: 'wholeCounts' | 'laterReading'
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
