export const rankExplanationMessages = {
  rankExplanation: {
    title: '{city}：位次变化的原因与差距',
    comparedWith: '对比',
    previous: '上期',
    lastYear: '去年同期',
    noBaseline: '基期没有排名，无从比较',
    parts: '其中',
  },
}
