export const eventsMessages = {
  events: {
    title: 'The reports behind the figure',
    none: 'No reports found',
    more: 'Earlier reports',
    value: 'Value',
    whole: 'Whole city',
    population: 'Resident population of {year}',
    citiesAsked: 'Cities included',
    derived: 'Computed from the reports below; not reported itself',
    close: 'Close',
    share: 'adds {n}',
    wholeCounts: 'not counted: the whole-city figure counts',
    laterReading: 'not counted: there is a later reading',
    batch: 'batch {batch}',
    csv: 'Export CSV',
    workbook: 'Export Excel',
  },
}
