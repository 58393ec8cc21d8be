/**
 * Names of the types that the server's OpenAPI document describes (`openapi.json`, `generated.ts`). They are found by
 * address and member, so that renaming a type of the server changes `generated.ts` alone.
 */
import type { components, paths } from './generated'

/** The address of a REST operation. */
type Path = keyof paths

/** The body of a successful answer to an operation. */
export type Answer<P extends Path, M extends keyof paths[P] = 'get'> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer Body } } }
}
  ? Body
  : unknown

/** The body that an operation takes; members that are undefined are not sent. */
export type Body<P extends Path, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody?: { content: { 'application/json': infer Sent } }
}
  ? OrUndefined<Sent>
  : unknown

type OrUndefined<T> = { [K in keyof T]: Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K] }

// Reference data
export type About = Answer<'/api/v1/about'>
/** Cities that can be ranked as a group of their own. */
export type CityGroup = About['groups'][number]
export type Place = Answer<'/api/v1/cities'>[number]
export type Unit = Answer<'/api/v1/units'>[number]
export type Metric = Answer<'/api/v1/metrics'>[number]
export type Kind = Metric['kind']
/** Part of a composite; the weights of all parts add up to 100. */
export type Indicator = NonNullable<Metric['indicators']>[number]
export type Scoring = Indicator['scoring']
export type CampaignHead = Answer<'/api/v1/campaigns'>[number]
/** Version of a document; one without a time has been in force from the beginning. */
export type DocumentVersion = Answer<'/api/v1/reference/{document}/versions'>[number]

// Figures
export type CityFigures = Answer<'/api/v1/cities/{code}'>
export type ProvinceFigures = Answer<'/api/v1/province'>
export type Figure = CityFigures['metrics'][number]
export type Qualifier = NonNullable<Figure['qualifier']>
/** Change against an earlier figure. `percent` is absent if the base is 0; percentages have `points` instead. */
export type Comparison = NonNullable<Figure['yoy']>
/** Difference to the city above or below; `inputValue` more of `input` closes it if all else stays the same. */
export type Distance = NonNullable<Figure['gap']>
export type Target = NonNullable<Figure['target']>
export type Light = NonNullable<Target['light']>
/** Expected value at the period's end, from `sample` earlier years or weeks. */
export type Forecast = NonNullable<Target['forecast']>
/** Figures of a metric in a city: the whole city and each unit. */
export type Units = Answer<'/api/v1/cities/{code}/units'>
/** Figure of a unit; of the whole city if `unit` is absent. */
export type UnitFigure = Units['units'][number]
export type Course = Answer<'/api/v1/cities/{code}/course'>
export type CourseStep = Course['steps'][number]
export type Reporting = Answer<'/api/v1/cities/{code}/reporting'>
export type MetricReporting = Reporting['metrics'][number]
export type Unreported = Answer<'/api/v1/reporting'>
export type UnreportedCity = Unreported['cities'][number]
export type UnreportedMetric = UnreportedCity['metrics'][number]

// Rankings
export type Ranking = Answer<'/api/v1/rankings/{metric}'>
export type RankingRow = Ranking['rows'][number]
export type UnrankedCity = Ranking['notReported'][number]
/** Period that a rank is compared with: 上期 or 去年同期. */
export type Baseline = Ranking['baseline']
export type Trend = Answer<'/api/v1/rankings/{metric}/trend'>
export type TrendLine = Trend['cities'][number]
export type History = Answer<'/api/v1/rankings/{metric}/history'>
export type HistoryPoint = History['points'][number]
export type HistoryLine = History['cities'][number]
export type Points = Answer<'/api/v1/rankings/{metric}/points'>
export type IndicatorPoints = Points['indicators'][number]
export type Explanations = Answer<'/api/v1/rankings/{metric}/explanations'>
export type Explanation = Explanations['cities'][number]
/** Change of a city's value by cause; the parts add up to it exactly. */
export type ValueChange = NonNullable<Explanation['parts']>
export type IndicatorChange = NonNullable<Explanation['indicators']>[number]
export type Sentence = Explanation['sentence']

// Campaigns and events
export type Campaign = Answer<'/api/v1/campaigns/{id}'>
export type CampaignFigure = Campaign['totals'][number]
export type CampaignCity = Campaign['byCity'][number]
/** Activity of a city; of the province if `city` is absent. */
export type PlannedActivity = Campaign['plan'][number]
export type EventsPage = Answer<'/api/v1/events'>
export type ReportedEvent = EventsPage['events'][number]
export type EventState = NonNullable<ReportedEvent['state']>
export type EventKey = NonNullable<ReportedEvent['target']>
export type Corrections = Answer<'/api/v1/cities/{code}/corrections'>
/** Correction and the event that it corrects, which may not have arrived yet. */
export type Correction = Corrections['corrections'][number]

// Screens
export type HallScreen = Answer<'/api/v1/screens/{id}'>
export type Scene = HallScreen['scenes'][number]
export type SceneKind = Scene['kind']
export type ScreenNotice = NonNullable<HallScreen['notice']>
export type Control = Answer<'/api/v1/screens'>
export type ControlledScreen = Control['screens'][number]
export type ScreenStatus = NonNullable<ControlledScreen['status']>
export type PairingCode = Answer<'/api/v1/screens/codes', 'post'>
export type Claim = Answer<'/api/v1/screens/codes/{code}', 'post'>
export type ScreenSetup = Body<'/api/v1/screens/{id}', 'put'>
/** What a screen reports about itself. */
export type ScreenStatusReport = Body<'/api/v1/screens/{id}/status', 'post'>
export type ScreenOrder = NonNullable<Body<'/api/v1/screens/orders', 'post'>['order']>
export type OrderKind = ScreenOrder['kind']
export type Orders = Answer<'/api/v1/screens/orders', 'post'>
export type RefusedOrder = Orders['refused'][number]

// Submissions
export type Submissions = Answer<'/api/v1/submissions'>
export type Submission = Submissions['submissions'][number]
export type NewSubmission = Submission['about']
export type SubmissionKind = NewSubmission['kind']
export type SubmissionState = Submission['state']
export type SubmissionStep = Submission['steps'][number]
/** Rejected row, counted from 1. */
export type SubmissionProblem = Submission['faults'][number]
export type Refusal = SubmissionProblem['refusal']
export type SubmissionRows = Answer<'/api/v1/submissions/{id}/rows'>
/** Row beside the value on record: the one that it corrects, or that of the month before. */
export type BesideRow = SubmissionRows['rows'][number]
export type Draft = BesideRow['draft']
/** Row as it is entered by hand. */
export type TypedRow = NonNullable<Body<'/api/v1/submissions', 'post'>['rows']>[number]

// Import
/** Layout of a file: one event, one period's number or one year's months in a row. */
export type Form = Import['form']
export type Import = Answer<'/api/v1/imports', 'post'>
export type ImportProblem = Import['problems'][number]
export type ImportedValue = Import['preview'][number]
export type ImportedSheet = Import['sheets'][number]
export type ImportedColumn = ImportedSheet['columns'][number]
export type SkippedRow = ImportedSheet['skippedRows'][number]
export type ImportQuestion = Import['questions'][number]
/** Row as it stands in the file. */
export type ExcerptRow = Import['excerpt'][number]
export type ImportProgress = Answer<'/api/v1/imports/progress'>

// Accounts
export type Visit = Answer<'/api/v1/session'>
export type PageGroup = Visit['public'][number]
export type Totp = Answer<'/api/v1/session/totp', 'post'>
export type Session = Answer<'/api/v1/session/all'>[number]
export type AccountRow = Answer<'/api/v1/accounts'>[number]
export type Role = AccountRow['role']
export type AccountSetup = Body<'/api/v1/accounts/{name}', 'put'>
/** Account with its new password, which is shown once. */
export type NewAccount = Answer<'/api/v1/accounts', 'post'>
export type Ended = Answer<'/api/v1/accounts/{name}/sessions', 'delete'>
export type KeyRow = Answer<'/api/v1/keys'>[number]
export type KeyScope = Body<'/api/v1/keys', 'post'>
/** Key with its secret, which is shown once. */
export type NewKey = Answer<'/api/v1/keys', 'post'>
export type AuditPage = Answer<'/api/v1/audit'>
export type AuditRow = AuditPage['rows'][number]
export type AuditEntry = AuditRow['entry']

// Live
export type HubMessages = components['schemas']['HubMessages']
/** Data of a topic, by the first word of its name. */
export type TopicData = components['schemas']['TopicData']
export type Feed = TopicData['feed']
