/**
 * Names of the types that the server's OpenAPI document describes (`openapi.json`, `generated.ts`). They are found by
 * address and member, so that renaming a type of the server changes `generated.ts` alone.
 */
import type { components, paths } from './generated'

/** Address of a REST operation. */
type Path = keyof paths

/** Body of a successful response of an operation. */
export type ResponseBody<P extends Path, M extends keyof paths[P] = 'get'> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer Content } } }
}
  ? Content
  : unknown

/** Request body of an operation; undefined members are not sent. */
export type RequestBody<P extends Path, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody?: { content: { 'application/json': infer Content } }
}
  ? OrUndefined<Content>
  : unknown

type OrUndefined<T> = { [K in keyof T]: Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K] }

// Reference data
export type About = ResponseBody<'/api/v1/about'>
/** Cities that can be ranked as a group of their own. */
export type CityGroup = About['groups'][number]
export type Place = ResponseBody<'/api/v1/cities'>[number]
export type Unit = ResponseBody<'/api/v1/units'>[number]
export type Metric = ResponseBody<'/api/v1/metrics'>[number]
export type MetricKind = Metric['kind']
/** Part of a composite; the weights of all parts add up to 100. */
export type Indicator = NonNullable<Metric['indicators']>[number]
export type CampaignHead = ResponseBody<'/api/v1/campaigns'>[number]
/** Version of a document; one without a time has been in force from the beginning. */
export type DocumentVersion = ResponseBody<'/api/v1/reference/{document}/versions'>[number]

// Figures
export type CityFigures = ResponseBody<'/api/v1/cities/{code}'>
export type ProvinceFigures = ResponseBody<'/api/v1/province'>
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
export type UnitFigures = ResponseBody<'/api/v1/cities/{code}/units'>
/** Figure of a unit; of the whole city if `unit` is absent. */
export type UnitFigure = UnitFigures['units'][number]
export type Course = ResponseBody<'/api/v1/cities/{code}/course'>
export type Reporting = ResponseBody<'/api/v1/cities/{code}/reporting'>
export type MetricReporting = Reporting['metrics'][number]
export type Unreported = ResponseBody<'/api/v1/reporting'>
export type UnreportedCity = Unreported['cities'][number]

// Rankings
export type Ranking = ResponseBody<'/api/v1/rankings/{metric}'>
export type RankingRow = Ranking['rows'][number]
/** Period that a rank is compared with: 上期 or 去年同期. */
export type Baseline = Ranking['baseline']
export type Trend = ResponseBody<'/api/v1/rankings/{metric}/trend'>
export type History = ResponseBody<'/api/v1/rankings/{metric}/history'>
export type Points = ResponseBody<'/api/v1/rankings/{metric}/points'>
export type Explanations = ResponseBody<'/api/v1/rankings/{metric}/explanations'>

// Campaigns and events
export type Campaign = ResponseBody<'/api/v1/campaigns/{id}'>
export type CampaignFigure = Campaign['totals'][number]
/** Activity of a city; of the province if `city` is absent. */
export type PlannedActivity = Campaign['plan'][number]
export type EventsPage = ResponseBody<'/api/v1/events'>
export type ReportedEvent = EventsPage['events'][number]
export type EventKey = NonNullable<ReportedEvent['target']>
export type Corrections = ResponseBody<'/api/v1/cities/{code}/corrections'>
/** Correction and the event that it corrects, which may not have arrived yet. */
export type Correction = Corrections['corrections'][number]

// Screens
export type PairedScreen = ResponseBody<'/api/v1/screens/{id}'>
export type Scene = PairedScreen['scenes'][number]
export type SceneKind = Scene['kind']
export type ScreenControl = ResponseBody<'/api/v1/screens'>
export type ControlledScreen = ScreenControl['screens'][number]
export type ScreenStatus = NonNullable<ControlledScreen['status']>
export type PairingCode = ResponseBody<'/api/v1/screens/codes', 'post'>
export type PairingStatus = ResponseBody<'/api/v1/screens/codes/{code}', 'post'>
export type ScreenSetup = RequestBody<'/api/v1/screens/{id}', 'put'>
/** What a screen reports about itself. */
export type ScreenStatusReport = RequestBody<'/api/v1/screens/{id}/status', 'post'>
export type ScreenCommand = NonNullable<RequestBody<'/api/v1/screens/orders', 'post'>['order']>
export type ScreenCommandsResult = ResponseBody<'/api/v1/screens/orders', 'post'>

// Submissions
export type Submissions = ResponseBody<'/api/v1/submissions'>
export type Submission = Submissions['submissions'][number]
export type SubmissionState = Submission['state']
export type SubmissionRows = ResponseBody<'/api/v1/submissions/{id}/rows'>
/** Row beside the value on record: the one that it corrects, or that of the month before. */
export type ReviewRow = SubmissionRows['rows'][number]
/** Row as it is entered by hand. */
export type SubmittedRow = NonNullable<RequestBody<'/api/v1/submissions', 'post'>['rows']>[number]

// Import
/** Layout of a file: one event, one period's number or one year's months in a row. */
export type ImportForm = Import['form']
export type Import = ResponseBody<'/api/v1/imports', 'post'>
export type ImportProblem = Import['problems'][number]
export type ImportedValue = Import['preview'][number]
export type ImportedSheet = Import['sheets'][number]
export type ImportedColumn = ImportedSheet['columns'][number]
export type SkippedRow = ImportedSheet['skippedRows'][number]
export type ImportQuestion = Import['questions'][number]
/** Row as it stands in the file. */
export type ExcerptRow = Import['excerpt'][number]
export type ImportProgress = ResponseBody<'/api/v1/imports/progress'>

// Accounts
export type CurrentSession = ResponseBody<'/api/v1/session'>
export type SignOut = ResponseBody<'/api/v1/session', 'delete'>
export type Totp = ResponseBody<'/api/v1/session/totp', 'post'>
export type Session = ResponseBody<'/api/v1/session/all'>[number]
export type AccountRow = ResponseBody<'/api/v1/accounts'>[number]
export type Role = AccountRow['role']
export type AccountSetup = RequestBody<'/api/v1/accounts/{name}', 'put'>
/** Account with its new password, which is shown once. */
export type NewAccount = ResponseBody<'/api/v1/accounts', 'post'>
export type EndedSessions = ResponseBody<'/api/v1/accounts/{name}/sessions', 'delete'>
export type ApiKeyRow = ResponseBody<'/api/v1/keys'>[number]
export type ApiKeySettings = RequestBody<'/api/v1/keys', 'post'>
/** Key with its secret, which is shown once. */
export type NewKey = ResponseBody<'/api/v1/keys', 'post'>
export type AuditPage = ResponseBody<'/api/v1/audit'>
export type AuditRow = AuditPage['rows'][number]
export type AuditEntry = AuditRow['entry']

// Live
export type HubMessages = components['schemas']['HubMessages']
/** Data of a topic, by the first word of its name. */
export type TopicData = components['schemas']['TopicData']
export type Feed = TopicData['feed']
