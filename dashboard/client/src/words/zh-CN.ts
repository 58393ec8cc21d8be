export const zh = {
  app: { name: '{province}知识产权工作实时监测', short: '知识产权监测', demo: '演示数据', demoTitle: '本系统正以演示模式运行：数据部分为虚构，不代表实际工作', skip: '跳到正文', language: 'English', dark: '深色', light: '浅色' },
  nav: { ranking: '实时排名', cities: '各市', campaigns: '专项活动', control: '总控台' },
  live: {
    asOf: '数据截至 {at}',
    live: '实时',
    quiet: '实时，此后无新数据',
    connecting: '正在连接',
    lost: '已断开',
    silent: '数据源无响应',
    lostBanner: '与服务器的连接已断开，正在自动重连。以下是 {at} 的数据，不是最新。',
    lostBannerEmpty: '连不上服务器，正在自动重连。',
    silentBanner: '服务器在线，但数据源没有响应。以下是 {at} 的数据，不是最新。',
  },
  period: {
    title: '时期', year: '年', quarter: '季', month: '月', custom: '自定义',
    previous: '上一期', next: '下一期', apply: '查看',
    hint: "如 2024-04-20..2024-04-26、2024-ytd{'@'}09-30，或活动代码",
  },
  metric: {
    choose: '选择指标', search: '按名称或代码查找', none: '没有名称含“{text}”的指标', shownOnly: '只展示，不排名', close: '关闭',
    basis: '统计口径',
    kinds: {
      sum: '本期累计', level: '期末读数', mean: '按件数加权平均', ratio: '{numerator} ÷ {denominator}',
      percapita: '{numerator} ÷ 常住人口', coverage: '有此项的市所占比例', composite: '各项指标得分按权重合计',
    },
    betters: { higher: '越高越好', lower: '越低越好', none: '只展示，不排名' },
    unit: '单位 {unit}', population: '人口采用 {year} 年', readings: '读数日期以各市为准',
  },
  pillars: {
    creation: '创造', enforcement: '行政保护', judicial: '司法与调解', financing: '质押融资', transfer: '转化运用', service: '公共服务', publicity: '宣传', composite: '综合考核',
  },
  ranking: {
    rank: '位次', change: '较上期', city: '城市', value: '数值', yoy: '同比', reading: '读数日期',
    up: '升{n}位', down: '降{n}位', same: '持平', fresh: '上期无', tie: '并列', points: '百分点',
    notReported: '未报送', notReportedCities: '未报送（{n}个市）', noFigureCities: '无法计算（{n}个市）', allReported: '{n}个市均已报送',
  },
  leader: {
    pillars: '按类别选择指标', groups: '排名范围', all: '全部', place: '组内位次', province: '全省第{rank}位', change: '全省位次', absent: '“{group}”没有已报送的城市',
    tiles: '方格图', map: '地图', view: '各市分布', shade: '深浅按位次', tilesNote: '方格只表示各市的大致方位', approval: '审图号：{number}', noMap: '没有读到地图，请看方格图。',
    rankOf: '{of}个市中第 {rank} 位', groupRank: '组内第{rank}位', close: '关闭', open: '查看{city}', pillar: '{pillar}各指标', page: '{city}的全部指标', evidence: '数字背后的报送记录',
    source: '来源', reported: '各市报送', full: '全屏', leaveFull: '退出全屏', print: '打印',
    replay: '时光回放', past: '回放：{at} 的排名，不是最新', at: '回放 {at}', live: '返回实时', position: '位置 {position}', moment: '回放到的时刻', now: '现在', typed: '指定时刻',
    play: '播放', pause: '暂停', back: '前一时刻', on: '后一时刻', unknownThen: '{at} 时还没有“{metric}”的数据', unknownThenNext: '请换一个时刻，或返回实时。', noStops: '还没有可以回放的时刻',
  },
  totals: { title: '全省合计', cities: '{n}个市有数据', rank: '查看{metric}排名' },
  trend: { title: '走势', cities: '选择城市', empty: '本期还没有可以画出的走势', table: '走势数据' },
  feed: { title: '最新报送', empty: '还没有报送', set: '读数', replace: '更正', withdraw: '撤回', add: '新增', ytd: '累计', final: '核定' },
  states: { replaced: '已更正', withdrawn: '已撤回', waiting: '待原件', void: '无效', held: '待核', beside: '非权威来源，不计入' },
  corrected: '含更正{n}次',
  marks: {
    final: '核定', finalTitle: '核定数：此后只能更正', allFinal: '均为核定数', lowBase: '低基数', lowBaseTitle: '基数过小，百分比仅供参考',
    discrepancy: '区县合计多{n}', discrepancyTitle: '区县合计比全市多{n}，以全市数为准',
  },
  standing: {
    gap: '距上一位 {by}', gapTo: '距上一位（{cities}）{by}', input: '{metric}再增{by}', lead: '领先下一位 {by}', leadOver: '领先下一位（{cities}）{by}',
    join: '，', list: '、', why: '{city}：位次变化的原因与差距', against: '对比', previous: '上期', lastYear: '去年同期', none: '基期没有排名，无从比较', details: '{rank}，查看差距', parts: '其中',
  },
  target: {
    lights: { done: '已完成', green: '达到序时进度', yellow: '略低于序时进度', red: '低于序时进度', met: '达标', near: '接近达标', missed: '未达标', unknown: '尚无法判断' },
    reach: '目标 {n}', atLeast: '目标不低于{n}', atMost: '目标不高于{n}',
    against: { provinceLastYear: '去年同期全省（{n}）', province: '全省（{n}）', ownLastYear: '本市去年同期（{n}）' }, unknown: '待定',
    done: '完成率 {n}', expected: '应完成 {n}', remaining: '还差 {n}', daily: '日均需 {n}',
    forecast: '预计期末 {value}（{low}至{high}）', forecastFlat: '预计期末 {value}', method: { earlierYears: '按前{n}年的进度', weeks: '按已过{n}周的走势' },
  },
  points: {
    title: '各项得分', indicator: '指标', weight: '权重', value: '数值', rank: '位次', points: '得分', score: '计入总分', total: '合计',
    scoring: { minMax: '最好 100 分，最差 0 分', rank: '按位次计分', target: '按目标完成率计分' },
  },
  city: {
    choose: '选择城市', name: '指标', value: '数值', rank: '位次', yoy: '同比', mom: '环比', reading: '读数日期',
    reported: '已报送 {n} / {of} 项', onlyReported: '只看已报送', rankText: '{of}个市中第{rank}位', latest: '最近报送', events: '查看{metric}背后的报送记录',
  },
  events: {
    title: '数字背后的报送记录', none: '没有找到报送记录', more: '更早的记录', value: '数值', whole: '全市', population: '{year} 年常住人口', citiesAsked: '参与统计的市',
    derived: '由以下报送计算得出，本身不报送', close: '关闭',
    share: '计入 {n}', wholeCounts: '不计入：以全市数为准', laterReading: '不计入：另有更新的读数', batch: '批次 {batch}', csv: '导出 CSV',
  },
  campaign: {
    list: '专项活动', ahead: '距开幕', days: '{n}天', running: '第{n}天，共{of}天', closed: '已结束',
    byCity: '各市{metric}', feed: '最新报送', plan: '活动安排', back: '返回', theme: '主题', noTheme: '主题待公布', window: '{start} 至 {end}',
    empty: '还没有以本活动名义报送的数据', emptyNext: '报送时填写 campaign：{id}，这里会立即出现',
  },
  screen: {
    pair: '配对这块屏幕', pairNext: '在总控台输入下面的配对码', until: '配对码 {at} 前有效，过期后自动更换', pairing: '已配对，正在打开……', waiting: '正在取配对码……',
    rehearsal: '彩排 · 样例数据', empty: '这个画面暂时没有数据', noCampaign: '活动代码 {id} 不存在', cityRanks: '靠前的指标', welcome: '全省工作一览', removed: '这块屏幕已从总控台移除，正在重新取配对码……',
    scenes: { ranking: '排名', campaign: '活动进展', feed: '最新报送', city: '城市聚焦', countdown: '倒计时', theme: '主题口号', notice: '通知', visit: '参观欢迎' },
  },
  control: {
    colon: '：', title: '总控台', none: '还没有屏幕', noneNext: '在要用的屏幕上打开 {address}，把它显示的六位配对码填在上面。', pair: '配对', code: '配对码', name: '屏幕名称', group: '分组', ungrouped: '未分组',
    online: '{on} / {of} 块在线', screen: '屏幕', state: '状态', now: '正在显示', data: '数据', build: '版本', size: '画面', on: '在线', off: '离线', never: '未连接', ago: '{t}前', seconds: '{n}秒', minutes: '{n}分钟', hours: '{n}小时', days: '{n}天',
    playing: '轮播', pinned: '定格', paused: '暂停', rehearsing: '彩排', noticed: '有通知', live: '实时', noData: '无数据画面', current: '最新', old: '旧版', all: '全选', selected: '已选 {n} 块', select: '选择{name}',
    show: '切换到', play: '恢复轮播', pause: '暂停', reload: '重新载入', rehearse: '彩排', perform: '结束彩排', notify: '推送通知', dismiss: '撤下通知', open: '打开', arrange: '设置', remove: '移除', removeSure: '再按一次移除',
    noticeTitle: '标题', noticeText: '正文', noticeUrl: '二维码网址', minutesFor: '显示分钟数', send: '推送', cancel: '取消', save: '保存', saved: '已保存', language: '语言', safeArea: '安全边距（%）', playlist: '节目单', add: '加入画面', up: '上移', down: '下移', take: '删去', duration: '秒数',
    metric: '指标', period: '时期', periodHint: '留空为当年', campaign: '活动', city: '城市', everyCity: '各市轮流', wholeProvince: '全省', sceneTitle: '标题', sceneText: '正文', sceneUrl: '二维码网址', key: '总控台密钥', keyNeeded: '总控台需要密钥', keyNext: '填写有权限的密钥；密钥在系统首次启动时打印一次。', keyWrong: '密钥不对，请核对。', enter: '进入', done: '{n} 块屏幕已执行', refused: '{n} 块未执行：{message}', close: '关闭设置',
  },
  state: {
    loading: '正在读取', failed: '没有读到数据', unreachable: '连不上服务器', unreachableNext: '页面会自动重试，不必刷新。若持续如此，请联系管理员查看服务是否在运行。',
    backToRanking: '返回实时排名', emptyPeriod: '{period}还没有“{metric}”的数据', emptyPeriodNext: '换一个时期或指标，或等待各市报送。', other: '看{period}',
    notFound: '没有这个页面', notFoundNext: '地址可能写错，或页面已经移走。',
    first: '还没有收到任何数据', firstNext: '第一条数据报送后，本页会立即显示，不必刷新。',
    firstPost: '报送一条数据', firstPostNext: '密钥在首次启动时打印一次，也可以用环境变量 IPM_INGEST_KEY 指定。',
    firstDemo: '或先看演示', firstDemoNext: '用演示数据启动，十六个市的数据会开始变化。', copy: '复制', copied: '已复制',
  },
}

export type Words = typeof zh
