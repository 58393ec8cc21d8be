export const campaignMessages = {
  campaign: {
    list: '专项活动',
    ahead: '距开幕',
    days: '{n}天',
    running: '第{n}天，共{of}天',
    closed: '已结束',
    byCity: '各市{metric}',
    feed: '最新报送',
    plan: '活动安排',
    back: '返回',
    theme: '主题',
    noTheme: '主题待公布',
    window: '{start} 至 {end}',
    empty: '还没有以本活动名义报送的数据',
    emptyNext: '报送时填写 campaign：{id}，这里会立即出现',
  },
}
