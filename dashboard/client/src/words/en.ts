import type { Words } from './zh-CN'

export const en: Words = {
  app: { name: '{province} IP Work Monitor', short: 'IP Monitor', demo: 'Demo data', demoTitle: 'Running in demo mode: some of the data is made up and describes nobody’s work', skip: 'Skip to content', language: '中文', dark: 'Dark', light: 'Light' },
  nav: { ranking: 'Ranking', cities: 'Cities', campaigns: 'Campaigns', control: 'Control room' },
  live: {
    asOf: 'Data as of {at}',
    live: 'live',
    quiet: 'live, nothing new since',
    connecting: 'connecting',
    lost: 'disconnected',
    silent: 'source silent',
    lostBanner: 'The connection to the server is lost; reconnecting. These numbers are of {at}, not the latest.',
    lostBannerEmpty: 'The server cannot be reached; reconnecting.',
    silentBanner: 'The server answers, but the source of these numbers does not. They are of {at}, not the latest.',
  },
  period: {
    title: 'Period', year: 'Year', quarter: 'Quarter', month: 'Month', custom: 'Custom',
    previous: 'Previous period', next: 'Next period', apply: 'Show',
    hint: "e.g. 2024-04-20..2024-04-26, 2024-ytd{'@'}09-30, or a campaign’s id",
  },
  metric: {
    choose: 'Choose a metric', search: 'Find by name or code', none: 'No metric is called “{text}”', shownOnly: 'shown, not ranked', close: 'Close',
    basis: 'Definition',
    kinds: {
      sum: 'Sum over the period', level: 'Reading at the period’s end', mean: 'Mean, weighted by cases', ratio: '{numerator} ÷ {denominator}',
      percapita: '{numerator} ÷ resident population', coverage: 'Share of cities with one or more', composite: 'Points of the indicators, weighted',
    },
    betters: { higher: 'higher is better', lower: 'lower is better', none: 'shown, not ranked' },
    unit: 'unit {unit}', population: 'population of {year}', readings: 'each city’s own reading date',
  },
  pillars: {
    creation: 'Creation', enforcement: 'Enforcement', judicial: 'Courts and mediation', financing: 'Pledge financing', transfer: 'Transfer and use', service: 'Public services', publicity: 'Publicity', composite: 'Overall assessment',
  },
  ranking: {
    rank: 'Rank', change: 'Change', city: 'City', value: 'Value', yoy: 'Year on year', reading: 'Reading',
    up: 'up {n}', down: 'down {n}', same: 'level', fresh: 'new', tie: 'tie', points: 'pp',
    notReported: 'not reported', notReportedCities: 'Not reported ({n} cities)', noFigureCities: 'No figure ({n} cities)', allReported: 'All {n} cities have reported',
  },
  leader: {
    pillars: 'Choose by pillar', groups: 'Cities ranked', all: 'All', place: 'In group', province: 'no. {rank} in province', change: 'In the province', absent: 'No city of “{group}” has reported',
    tiles: 'Tiles', map: 'Map', view: 'City by city', shade: 'Shaded by rank', tilesNote: 'Tiles only show roughly where each city lies', approval: 'Map approval {number}', noMap: 'The map could not be read; see the tiles.',
    rankOf: 'No. {rank} of {of} cities', groupRank: 'no. {rank} in its group', close: 'Close', open: 'Show {city}', pillar: '{pillar}: other metrics', page: 'All metrics of {city}', evidence: 'The reports behind the number',
    source: 'Source', reported: 'reported by the cities', full: 'Full screen', leaveFull: 'Leave full screen', print: 'Print',
    replay: 'Replay', past: 'Replay: the ranking of {at}, not the latest', at: 'Replay {at}', live: 'Back to live', position: 'position {position}', moment: 'Moment shown', now: 'now', typed: 'At a moment',
    play: 'Play', pause: 'Pause', back: 'Step back', on: 'Step on', unknownThen: 'No data for “{metric}” was known at {at}', unknownThenNext: 'Choose another moment, or go back to live.', noStops: 'There is no moment to replay yet',
  },
  totals: { title: 'The province', cities: '{n} cities with data', rank: 'Ranking by {metric}' },
  trend: { title: 'Trend', cities: 'Choose cities', empty: 'Nothing to draw in this period yet', table: 'Trend data' },
  feed: { title: 'Latest reports', empty: 'Nothing reported yet', set: 'reading', replace: 'correction', withdraw: 'withdrawal', add: 'added', ytd: 'to date', final: 'made final' },
  states: { replaced: 'corrected', withdrawn: 'withdrawn', waiting: 'awaits its target', void: 'void', held: 'held for review', beside: 'another source is authoritative' },
  corrected: 'contains {n} correction(s)',
  marks: {
    final: 'final', finalTitle: 'Final: only a correction changes it', allFinal: 'all final', lowBase: 'low base', lowBaseTitle: 'The base is so small that the percentage says little',
    discrepancy: 'units sum to {n} more', discrepancyTitle: 'The units together come to {n} more than the whole city, which counts',
  },
  standing: {
    gap: '{by} behind the place above', gapTo: '{by} behind {cities}', input: 'needs +{by} {metric}', lead: '{by} ahead of the place below', leadOver: '{by} ahead of {cities}',
    join: ', ', list: ', ', why: '{city}: why its place changed, and how far the next is', against: 'Against', previous: 'previous period', lastYear: 'a year before', none: 'No ranking at the baseline to compare with', details: '{rank}, show the gaps', parts: 'Of which',
  },
  target: {
    lights: { done: 'done', green: 'on schedule', yellow: 'slightly behind schedule', red: 'behind schedule', met: 'met', near: 'nearly met', missed: 'not met', unknown: 'cannot be told yet' },
    reach: 'target {n}', atLeast: 'target at least {n}', atMost: 'target at most {n}',
    against: { provinceLastYear: 'the province a year before ({n})', province: 'the province ({n})', ownLastYear: 'its own a year before ({n})' }, unknown: 'not known yet',
    done: '{n} done', expected: '{n} due by now', remaining: '{n} to go', daily: '{n} a day',
    forecast: 'forecast {value} ({low} to {high}) at the end', forecastFlat: 'forecast {value} at the end', method: { earlierYears: 'by the pace of {n} earlier year(s)', weeks: 'by the {n} weeks so far' },
  },
  points: {
    title: 'Points', indicator: 'Indicator', weight: 'Weight', value: 'Value', rank: 'Rank', points: 'Points', score: 'Adds', total: 'Total',
    scoring: { minMax: 'best 100, worst 0', rank: 'by rank', target: 'by share of the target attained' },
  },
  city: {
    choose: 'Choose a city', name: 'Metric', value: 'Value', rank: 'Rank', yoy: 'Year on year', mom: 'vs previous', reading: 'Reading',
    reported: '{n} of {of} reported', onlyReported: 'Reported only', rankText: 'rank {rank} of {of} cities', latest: 'Latest reports', events: 'The reports behind {metric}',
  },
  events: {
    title: 'The reports behind the number', none: 'No reports found', more: 'Earlier reports', value: 'Value', whole: 'Whole city', population: 'Resident population of {year}', citiesAsked: 'Cities counted',
    derived: 'Computed from the reports below; never reported itself', close: 'Close',
    share: 'adds {n}', wholeCounts: 'adds nothing: whole city counts', laterReading: 'adds nothing: later reading', batch: 'batch {batch}', csv: 'Export CSV',
  },
  campaign: {
    list: 'Campaigns', ahead: 'Opens in', days: '{n} days', running: 'Day {n} of {of}', closed: 'Closed',
    byCity: '{metric} by city', feed: 'Latest', plan: 'Plan', back: 'Back', theme: 'Theme', noTheme: 'Theme to be announced', window: '{start} to {end}',
    empty: 'Nothing reported in this campaign yet', emptyNext: 'Name campaign: {id} in a report and it appears here at once',
  },
  screen: {
    pair: 'Pair this screen', pairNext: 'Enter this code in the control room', until: 'Valid until {at}; then the screen shows another', pairing: 'Paired, opening…', waiting: 'Asking for a code…',
    rehearsal: 'Rehearsal · sample data', empty: 'Nothing to show here yet', noCampaign: 'There is no campaign {id}', cityRanks: 'Leading indicators', welcome: 'The province at a glance', removed: 'This screen was removed in the control room; asking for a new code…',
    scenes: { ranking: 'Ranking', campaign: 'Campaign', feed: 'Latest reports', city: 'City', countdown: 'Countdown', theme: 'Theme', notice: 'Notice', visit: 'Welcome' },
  },
  control: {
    colon: ': ', title: 'Control room', none: 'No screens yet', noneNext: 'Open {address} on the screen and enter the six digits it shows above.', pair: 'Pair', code: 'Code', name: 'Screen’s name', group: 'Group', ungrouped: 'No group',
    online: '{on} of {of} online', screen: 'Screen', state: 'State', now: 'Showing', data: 'Data', build: 'Version', size: 'Picture', on: 'Online', off: 'Offline', never: 'Not heard yet', ago: '{t} ago', seconds: '{n} s', minutes: '{n} min', hours: '{n} h', days: '{n} d',
    playing: 'Playlist', pinned: 'Held', paused: 'Paused', rehearsing: 'Rehearsal', noticed: 'Notice', live: 'Live', noData: 'No figures', current: 'Current', old: 'Outdated', all: 'Select all', selected: '{n} selected', select: 'Select {name}',
    show: 'Switch to', play: 'Resume playlist', pause: 'Pause', reload: 'Reload', rehearse: 'Rehearse', perform: 'End rehearsal', notify: 'Push a notice', dismiss: 'Take notice down', open: 'Open', arrange: 'Set up', remove: 'Remove', removeSure: 'Press again to remove',
    noticeTitle: 'Title', noticeText: 'Text', noticeUrl: 'Address of the QR code', minutesFor: 'Minutes shown', send: 'Push', cancel: 'Cancel', save: 'Save', saved: 'Saved', language: 'Language', safeArea: 'Safe area (%)', playlist: 'Playlist', add: 'Add a scene', up: 'Move up', down: 'Move down', take: 'Remove', duration: 'Seconds',
    metric: 'Indicator', period: 'Period', periodHint: 'Empty: this year', campaign: 'Campaign', city: 'City', everyCity: 'Each in turn', wholeProvince: 'Whole province', sceneTitle: 'Title', sceneText: 'Text', sceneUrl: 'Address of the QR code', key: 'Control room key', keyNeeded: 'The control room needs a key', keyNext: 'Enter a key that may control; it is printed once at first start.', keyWrong: 'The key does not fit.', enter: 'Enter', done: '{n} screens obeyed', refused: '{n} did not: {message}', close: 'Close setup',
  },
  state: {
    loading: 'Loading', failed: 'No data could be read', unreachable: 'The server cannot be reached', unreachableNext: 'This page keeps trying, no need to reload. If it lasts, ask the administrator whether the service is running.',
    backToRanking: 'Back to the ranking', emptyPeriod: 'No data for “{metric}” in {period} yet', emptyPeriodNext: 'Choose another period or metric, or wait for the cities to report.', other: 'Show {period}',
    notFound: 'No such page', notFoundNext: 'The address may be mistyped, or the page has moved.',
    first: 'Nothing has been reported yet', firstNext: 'The first report appears here at once, no need to reload.',
    firstPost: 'Post a report', firstPostNext: 'The key is printed once at the first start; or preset it with the environment variable IPM_INGEST_KEY.',
    firstDemo: 'Or look at a demo', firstDemoNext: 'Start with demo data, and sixteen cities begin to move.', copy: 'Copy', copied: 'Copied',
  },
}
