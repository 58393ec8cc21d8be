export const screensMessages = {
  screens: {
    pair: 'Pair this screen',
    pairNext: 'Enter this code in the control room',
    until: 'Valid until {at}, then replaced by another',
    pairing: 'Paired, opening…',
    waiting: 'Requesting a code…',
    rehearsal: 'Rehearsal · sample data',
    empty: 'Nothing to show here yet',
    leadingMetrics: 'Leading metrics',
    welcome: 'The province at a glance',
    scenes: {
      ranking: 'Ranking',
      campaign: 'Campaign',
      feed: 'Latest reports',
      city: 'City',
      countdown: 'Countdown',
      theme: 'Theme',
      notice: 'Notice',
      visit: 'Welcome',
    },
  },
}
