export const campaignsMessages = {
  campaign: {
    list: 'Campaigns',
    ahead: 'Opens in',
    days: '{n} days',
    running: 'Day {n} of {of}',
    closed: 'Closed',
    byCity: '{metric} by city',
    feed: 'Latest',
    plan: 'Plan',
    back: 'Back',
    theme: 'Theme',
    noTheme: 'Theme to be announced',
    window: '{start} to {end}',
    empty: 'Nothing reported in this campaign yet',
    emptyNext: 'Name campaign: {id} in a report and it appears here at once',
  },
}
