// The wire as the server speaks it (REST and hub): camelCase, and what is absent is left out. A test of the server
// (tests/IpMonitor.Tests/Wire) holds every interface here against the C# that is written: neither changes alone.

export type Kind = 'sum' | 'level' | 'mean' | 'ratio' | 'percapita' | 'coverage' | 'composite'
export type Qualifier = 'over' | 'about'

export interface Place {
  code: string
  name: string
  nameEn: string
  pinyin: string
}

export interface Unit {
  code: string
  city: string
  name: string
  nameEn: string
  /** `county`, `zone`, `city-level` or `department`, as the table of units says. */
  kind: string
}

export interface About {
  name: string
  version: string
  demo: boolean
  today: string
  at: string
  province: Place
  empty: boolean
  /** Which colour rises. */
  palette: 'plain' | 'redUp' | 'greenUp'
  groups: CityGroup[]
  /** 审图号 of the map at `/map`; absent without one. */
  mapApproval?: string
}

/** Cities that may be ranked apart. */
export interface CityGroup {
  name: string
  nameEn: string
  cities: string[]
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
  /** The authoritative source: what others report is kept, and does not count. */
  source?: string
  /** Of a composite: what it is made of; all weights make 100. */
  indicators?: Indicator[]
}

export type Scoring = 'target' | 'minMax' | 'rank'

export interface Indicator {
  metric: string
  weight: number
  scoring: Scoring
}

/** A figure held against an earlier one: `percent` is absent when the base is 0, `points` stands in its place for percentages. */
export interface Comparison {
  base: number
  percent?: number
  points?: number
  /** The base is so small that the percentage says little. */
  lowBase?: boolean
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
  /** Of a level: where it started. */
  base?: number
  /** 完成率 and 应完成, per cent. */
  done?: number
  expected?: number
  /** How `expected` was told; absent of what is to be held all the time. */
  curve?: 'line' | 'earlierYears'
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
  final?: boolean
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
  final?: boolean
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
  position: number
  metric: string
  period: string
  baseline: Baseline
  populationYear?: number
  rows: RankingRow[]
  notReported: UnrankedCity[]
  /** Reported, without a figure coming of it: nothing to divide by, or no population known. */
  noFigure: UnrankedCity[]
}

/** Why a city stands where it stands, in one sentence; of a composite also by how much each indicator's part changed. */
export interface Explanation {
  city: string
  name: string
  nameEn: string
  rank?: number
  previousRank?: number
  change?: number
  passed: string[]
  passedBy: string[]
  value?: number
  previousValue?: number
  parts?: ValueChange
  indicators?: IndicatorChange[]
  sentence: Sentence
}

/** A city's own change of value, split: the parts add up to it exactly. */
export interface ValueChange {
  value: number
  denominator: number
  corrections: number
  events: number
}

export interface IndicatorChange {
  metric: string
  change: number
}

export interface Sentence {
  zh: string
  en: string
}

export interface Explanations {
  position: number
  metric: string
  period: string
  /** Held against what was known at this position; absent when against another period. */
  baselinePosition?: number
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
  scoring: Scoring
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
  cities: TrendLine[]
}

export interface TrendLine {
  city: string
  name: string
  nameEn: string
  values: (number | null)[]
}

/** How a ranking was known at the end of each day of its period, up to now. */
export interface History {
  position: number
  metric: string
  period: string
  points: HistoryPoint[]
  cities: HistoryLine[]
}

export interface HistoryPoint {
  day: string
  position: number
}

export interface HistoryLine {
  city: string
  name: string
  nameEn: string
  ranks: (number | null)[]
  values: (number | null)[]
}

/** How a city's figure came about over a period, beside its pace line and the year before. */
export interface Course {
  position: number
  city: string
  metric: string
  period: string
  steps: CourseStep[]
}

/** How far the figure had come by the end of a step. */
export interface CourseStep {
  period: string
  /** Absent of steps ahead. */
  value?: number
  rank?: number
  of?: number
  /** What should be there by then for the target. */
  due?: number
  lastYear?: number
}

/** How a city keeps up its reporting; `month` is the latest of which every report is due. */
export interface Reporting {
  position: number
  city: string
  period: string
  month: string
  metrics: MetricReporting[]
}

export interface MetricReporting {
  metric: string
  /** Up to the period's end; absent when there never was anything. */
  lastDay?: string
  /** `month` is missing although each of the three months before it was reported. */
  missed?: boolean
  /** Of what has no figure; that of a figure stands with the figure. */
  target?: Target
}

/** A metric of a city, and what the whole city and each of its units reported of it. */
export interface Units {
  position: number
  city: string
  metric: string
  period: string
  figure?: Figure
  units: UnitFigure[]
}

/** Without a unit it is the whole city. */
export interface UnitFigure {
  unit?: string
  name: string
  nameEn: string
  /** Whether it counts in the city's figure: the whole or the parts, never both in one year. */
  counted: boolean
  figure: Figure
}

export interface CityFigures {
  position: number
  city: Place
  period: string
  metrics: Figure[]
}

export interface ProvinceFigures {
  position: number
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
}

export interface CampaignFigure {
  metric: string
  value: number
  qualifier?: Qualifier
}

export interface Campaign extends CampaignHead {
  position: number
  cities: string[]
  plan: PlannedActivity[]
  totals: CampaignFigure[]
  byCity: CampaignCity[]
  latest: ReportedEvent[]
}

export interface CampaignCity {
  city: string
  name: string
  nameEn: string
  metrics: CampaignFigure[]
}

/** Without a city it is the province's. */
export interface PlannedActivity {
  date: string
  city?: string
  title: string
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
  target?: EventKey
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

/** The latest corrections of a city's events, newest first. */
export interface Corrections {
  position: number
  corrections: Correction[]
}

/** A correction with what it corrects, which may not have arrived yet. */
export interface Correction {
  event: ReportedEvent
  corrected?: ReportedEvent
}

export interface EventKey {
  source: string
  id: string
}

export interface Feed {
  position: number
  events: ReportedEvent[]
}

export interface EventsPage {
  position: number
  events: ReportedEvent[]
  next?: string
}

export type SceneKind = 'ranking' | 'campaign' | 'feed' | 'city' | 'countdown' | 'theme' | 'notice' | 'visit'

/** One picture of a screen's playlist; which of the rest it has goes by its kind. */
export interface Scene {
  id: string
  kind: SceneKind
  seconds: number
  metric?: string
  period?: string
  campaign?: string
  city?: string
  title?: string
  text?: string
  url?: string
}

/** Laid over whatever a screen shows. */
export interface ScreenNotice {
  title: string
  text?: string
  url?: string
  until: string
}

/** How a screen in a hall is to look. */
export interface HallScreen {
  position: number
  id: string
  version: number
  name: string
  group: string
  scenes: Scene[]
  language: string
  /** Left free along each edge, in per cent of the shorter side. */
  safeArea: number
  /** The scene that stands until it is released. */
  shown?: string
  pausedAt?: string
  isRehearsal: boolean
  notice?: ScreenNotice
  /** A page loaded before this loads itself anew. */
  reloadedAt?: string
}

/** What a screen said of itself last. */
export interface ScreenStatus {
  seenAt: string
  build: string
  scene?: string
  /** Of when the oldest numbers are that it shows. */
  asOf?: string
  isLive: boolean
  width: number
  height: number
}

export interface ControlledScreen {
  id: string
  screen: HallScreen
  status?: ScreenStatus
}

export interface Control {
  position: number
  screens: ControlledScreen[]
}

/** A code for a screen to show until somebody enters it in the control room. */
export interface PairingCode {
  code: string
  secret: string
  until: string
}

/** Once its code was entered, what a screen is. */
export interface Claim {
  id?: string
}

export type OrderKind = 'show' | 'play' | 'pause' | 'reload' | 'rehearse' | 'perform' | 'notify' | 'dismiss'

export interface ScreenOrder {
  kind: OrderKind
  scene?: string
  title?: string
  text?: string
  url?: string
  minutes?: number
}

/** What an organizer sets of a screen; `version` as it was read. */
export interface ScreenSetup {
  version: number
  name: string
  group: string
  scenes: Scene[]
  language: string
  safeArea: number
}

/** Which screens did as they were told, and why the others did not. */
export interface Orders {
  obeyed: string[]
  refused: RefusedOrder[]
}

export interface RefusedOrder {
  screen: string
  code: string
  message: string
}

export type SubmissionKind = 'import' | 'entry' | 'correction'
export type SubmissionState = 'draft' | 'submitted' | 'returned' | 'publishing' | 'published' | 'undoing' | 'undone'

/** What a desk hands in, as it was begun. */
export interface NewSubmission {
  id: string
  kind: SubmissionKind
  title: string
  by: string
  cities: string[]
  metrics: string[]
  rows: number
  parts: number
}

export interface SubmissionStep {
  at: string
  /** `program` where nobody took it. */
  by: string
  state: SubmissionState
  reason?: string
}

/** A row that was refused, counted from 1. */
export interface SubmissionProblem {
  row: number
  id?: string
  refusal: Refusal
}

export interface Refusal {
  code: string
  field: string
  message: string
}

/** Rows on their way from a desk to the count. */
export interface Submission {
  about: NewSubmission
  state: SubmissionState
  steps: SubmissionStep[]
  partsThere: number
  partsDone: number
  accepted: number
  duplicates: number
  position?: number
  withdrawn: number
  refused: number
  /** The first of the refused. */
  faults: SubmissionProblem[]
  /** Until when a reviewer is to have looked at it; absent where it needs none. */
  due?: string
}

export interface Submissions {
  submissions: Submission[]
}

/** A part of a submission's rows. */
export interface SubmissionRows {
  part: number
  parts: number
  rows: BesideRow[]
}

/** A row, and what is on record beside it: what it corrects, or the month before. */
export interface BesideRow {
  draft: Draft
  before?: number
  beforePeriod?: string
}

/** A row as it was handed in. */
export interface Draft {
  id?: string
  source?: string
  city?: string
  unit?: string
  metric?: string
  value?: string
  weight?: string
  date?: string
  basis?: string
  campaign?: string
  ref?: string
  note?: string
  qualifier?: string
  op?: string
  target?: string
}

/** Who has not reported all that is usual of a month. */
export interface Unreported {
  position: number
  period: string
  /** The day by which it is due. */
  due: string
  cities: UnreportedCity[]
}

export interface UnreportedCity {
  city: string
  name: string
  nameEn: string
  metrics: UnreportedMetric[]
}

export interface UnreportedMetric {
  metric: string
  lastDay?: string
}

export type Role = 'province' | 'bureau' | 'reviewer' | 'organizer' | 'auditor'
export type PageGroup = 'figures' | 'cities' | 'campaigns' | 'screens' | 'events'

/** Who is here (nobody: without a name), and what is open to anybody. */
export interface Visit {
  name?: string
  title?: string
  /** A `Role`, `newcomer` while the password has to be changed or one-time codes to be set up first, or `screen`. */
  role?: string
  city?: string
  /** The id of the session, which lets nobody in. */
  session?: string
  /** The screen that this browser was paired as. */
  screen?: string
  hasTotp: boolean
  mustChange: boolean
  needsCodes: boolean
  /** Signed in at the office's own account system, and the one-time code is still to be given. */
  owesCode: boolean
  public: PageGroup[]
  /** A demo, asked from the machine that it runs on. */
  demoHere: boolean
  /** What the office's own account system is called, where there is one. */
  office?: string
}

/** A key for one-time codes, and the address that an app reads it from. */
export interface Totp {
  key: string
  uri: string
}

/** A place where somebody is signed in. */
export interface Session {
  id: string
  account: string
  since: string
  seen: string
  from: string
  browser: string
  /** When the password was last given. */
  proved: string
  owesCode: boolean
}

export interface AccountRow {
  name: string
  title: string
  role: Role
  city?: string
  /** What the office's own account system calls it. */
  external?: string
  isDisabled: boolean
  mustChange: boolean
  hasTotp: boolean
  lockedUntil?: string
}

/** An account with its new password, told this once. */
export interface NewAccount {
  account: AccountRow
  /** None where it comes in through the office's own account system. */
  password?: string
}

/** How many sessions ended. */
export interface Ended {
  ended: number
}

/** A machine's key, without what opens anything. */
export interface KeyRow {
  id: string
  name: string
  sources: string[]
  /** Of which cities it reports; none: of any. */
  cities: string[]
  perMinute: number
  until?: string
  since: string
  /** Until when the secret before the last exchange works on. */
  beforeUntil?: string
  used?: string
}

/** A key with its secret, told this once. */
export interface NewKey {
  key: KeyRow
  secret: string
}

export interface AuditEntry {
  who: string
  role: string
  from: string
  action: string
  subject: string
  before?: string
  after?: string
}

/** What somebody did, in its place in the chain. */
export interface AuditRow {
  number: number
  at: string
  entry: AuditEntry
  hash: string
}

/** Newest first; `next` is where the following page begins. */
export interface AuditPage {
  rows: AuditRow[]
  next?: number
}

/** How a file is laid out: an event a row, a period's number a row, a year's months a row. */
export type Form = 'events' | 'series' | 'history'

/** How far a file has come. */
export interface ImportProgress {
  rows: number
  held: number
  /** How many are to wait in the draft, once all rows were looked at. */
  toHold?: number
}

/** What a file came to; nothing of it counts before its submission is handed in. */
export interface Import {
  file: string
  form: Form
  rows: number
  fresh: number
  duplicates: number
  rejected: number
  /** The first 500. */
  problems: ImportProblem[]
  preview: ImportedValue[]
  ignoredColumns: string[]
  ignoredSheets: string[]
  /** There when every row is right and some are new. */
  submission?: Submission
}

/** What is wrong with a cell; the sheet is empty in a file that has none. */
export interface ImportProblem {
  sheet: string
  cell: string
  row: number
  field: string
  code: string
  message: string
}

/** A value as it was understood. */
export interface ImportedValue {
  cell: string
  city: string
  unit?: string
  metric: string
  value: number
  date: string
  cumulative: boolean
  note?: string
  fresh: boolean
}
