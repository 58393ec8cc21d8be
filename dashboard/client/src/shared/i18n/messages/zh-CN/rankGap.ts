export const rankGapMessages = {
  rankGap: {
    gap: '距上一位 {by}',
    input: '{metric}再增{by}',
    lead: '领先下一位 {by}',
    leadOver: '领先下一位（{cities}）{by}',
    catchUp: '再增{by}即可追平{cities}',
    catchUpByLess: '再降{by}即可追平{cities}',
    catchUpByInput: '{metric}再增{by}即可追平{cities}',
    citiesAndOthers: '{city}等{n}个市',
  },
}
