export const rankGapMessages = {
  rankGap: {
    gap: '{by} behind the place above',
    input: 'needs +{by} {metric}',
    lead: '{by} ahead of the place below',
    leadOver: '{by} ahead of {cities}',
    catchUp: '{by} more draws level with {cities}',
    catchUpByLess: '{by} less draws level with {cities}',
    catchUpByInput: '{by} more of {metric} draws level with {cities}',
    citiesAndOthers: '{city} and others ({n} cities)',
  },
}
