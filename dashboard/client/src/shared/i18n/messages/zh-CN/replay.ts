export const replayMessages = {
  replay: {
    title: '时光回放',
    past: '回放：{at} 的排名，不是最新',
    at: '回放 {at}',
    backToLive: '返回实时',
    position: '位置 {position}',
    moment: '回放到的时刻',
    now: '现在',
    atTime: '指定时刻',
    play: '播放',
    pause: '暂停',
    stepBack: '前一时刻',
    stepForward: '后一时刻',
    noData: '{at} 时还没有“{metric}”的数据',
    noDataNext: '请换一个时刻，或返回实时。',
    noMoments: '还没有可以回放的时刻',
  },
}
