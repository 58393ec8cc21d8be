export const replayMessages = {
  replay: {
    title: 'Replay',
    past: 'Replay: the ranking of {at}, not the latest',
    at: 'Replay {at}',
    backToLive: 'Back to live',
    position: 'position {position}',
    moment: 'Time shown',
    now: 'now',
    atTime: 'At a given time',
    play: 'Play',
    pause: 'Pause',
    stepBack: 'Step back',
    stepForward: 'Step forward',
    noData: 'There was no data for “{metric}” at {at}',
    noDataNext: 'Choose another time, or go back to live.',
    noMoments: 'There is nothing to replay yet',
  },
}
