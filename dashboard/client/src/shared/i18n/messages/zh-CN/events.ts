export const eventsMessages = {
  events: {
    title: '数字背后的报送记录',
    none: '没有找到报送记录',
    more: '更早的记录',
    value: '数值',
    whole: '全市',
    population: '{year} 年常住人口',
    citiesAsked: '参与统计的市',
    derived: '由以下报送计算得出，本身不报送',
    close: '关闭',
    share: '计入 {n}',
    wholeCounts: '不计入：以全市数为准',
    laterReading: '不计入：另有更新的读数',
    batch: '批次 {batch}',
    csv: '导出 CSV',
    workbook: '导出 Excel',
  },
}
