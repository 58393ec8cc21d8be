export const campaignMessages = {
  campaign: {
    list: 'Campaigns',
    ahead: 'Opens in',
    days: '{n} days',
    running: 'Day {n} of {of}',
    closed: 'Closed',
    byCity: '{metric} by city',
    feed: 'Latest reports',
    plan: 'Plan',
    back: 'Back',
    theme: 'Theme',
    noTheme: 'Theme to be announced',
    window: '{start} to {end}',
    empty: 'No data has been reported for this campaign yet',
    emptyNext: 'Set campaign to {id} in a report, and it appears here at once.',
  },
}
