// Dependency rules between the folders of src. Imports go downwards only: app -> features -> shared.

/** Features that a feature may use beside src/shared. */
const featureDependencies = {
  accounts: ['authentication'],
  import: ['submissions'],
  ranking: ['city'],
  screens: ['campaigns'],
  control: ['screens', 'authentication'],
}

/** Folders of src/shared, lowest first. Each may use the folders before it. */
const sharedLayers = ['styles', 'api', 'i18n', 'realtime', 'composables', 'charts', 'components']

const allow = (from, to) => ({ from: { element: from }, allow: { to: { element: to } } })
const feature = (name) => ({ type: 'feature', captured: { feature: name } })
const layer = (name) => ({ type: 'shared', captured: { layer: name } })

export const elements = [
  { type: 'app', pattern: 'src/app' },
  { type: 'feature', pattern: 'src/features/*', capture: ['feature'] },
  { type: 'shared', pattern: 'src/shared/*', capture: ['layer'] },
]

export const policies = [
  allow({ type: 'app' }, { type: 'feature' }),
  allow({ type: 'app' }, { type: 'shared' }),
  allow({ type: 'feature' }, { type: 'shared' }),
  ...Object.entries(featureDependencies).flatMap(([from, used]) => used.map((to) => allow(feature(from), feature(to)))),
  ...sharedLayers.flatMap((from, i) => sharedLayers.slice(0, i).map((to) => allow(layer(from), layer(to)))),
]
