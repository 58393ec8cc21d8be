export const screensMessages = {
  screens: {
    pair: '配对这块屏幕',
    pairNext: '在总控台输入下面的配对码',
    until: '配对码 {at} 前有效，过期后自动更换',
    pairing: '已配对，正在打开……',
    waiting: '正在取配对码……',
    rehearsal: '彩排 · 样例数据',
    empty: '这个画面暂时没有数据',
    leadingMetrics: '靠前的指标',
    welcome: '全省工作一览',
    scenes: {
      ranking: '排名',
      campaign: '活动进展',
      feed: '最新报送',
      city: '城市聚焦',
      countdown: '倒计时',
      theme: '主题口号',
      notice: '通知',
      visit: '参观欢迎',
    },
  },
}
