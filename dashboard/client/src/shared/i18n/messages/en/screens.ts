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
    offline: 'Offline for {time}: showing the figures from before',
    offlineStored: 'Offline for {time}: showing the figures stored here',
    needsHttps:
      'This page was not opened over HTTPS: an outage leaves its scenes as they are, but the page cannot be opened again before the server is back. Use the https address, or open it on the server itself.',
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
