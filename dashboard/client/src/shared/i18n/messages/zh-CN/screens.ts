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
    offline: '离线 {time}，显示断开前的数据',
    offlineStored: '离线 {time}，显示本机留存的数据',
    needsHttps:
      '本页没有经 HTTPS 打开：断网时画面仍保留，但重新打开本页须等服务器恢复。请改用 https 网址，或在服务器本机上打开。',
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
