/**
 * Column and row of each city's tile, from the north-west, by relative position. The gap between Dongying and Yantai is
 * the bay.
 */
export const cartogramTiles: Record<string, readonly [column: number, row: number]> = {
  370100: [2, 2], // 济南
  370200: [5, 2], // 青岛
  370300: [3, 2], // 淄博
  370400: [3, 4], // 枣庄
  370500: [3, 1], // 东营
  370600: [5, 1], // 烟台
  370700: [4, 2], // 潍坊
  370800: [2, 4], // 济宁
  370900: [2, 3], // 泰安
  371000: [6, 1], // 威海
  371100: [4, 3], // 日照
  371300: [3, 3], // 临沂
  371400: [1, 1], // 德州
  371500: [1, 2], // 聊城
  371600: [2, 1], // 滨州
  371700: [1, 4], // 菏泽
}

/** Shade of a rank by quartile, 4 for the best down to 1. */
export const quartileShade = (rank: number, of: number): number => 4 - Math.floor((4 * (rank - 1)) / Math.max(1, of))
