import { describe, expect, it } from 'vitest'
import {
  formatChange,
  columnFormat,
  formatSignedDifference,
  changeDirection,
  formatDifference,
  formatExact,
  joinParts,
  formatNumber,
  formatShare,
} from './numberFormat'

const zh = (value: number, unit: string, qualifier?: 'over' | 'about') =>
  joinParts(formatNumber(value, unit, 'zh-CN', qualifier))
const en = (value: number, unit: string, qualifier?: 'over' | 'about') =>
  joinParts(formatNumber(value, unit, 'en', qualifier))

describe('money in Chinese', () => {
  it.each([
    [0, '0元'],
    [9_999, '9,999元'],
    [10_000, '1万元'],
    [1_956_000, '195.6万元'],
    [6_037_600, '603.76万元'],
    [99_994_999, '9,999.5万元'],
    [99_999_999, '1亿元'],
    [100_000_000, '1亿元'],
    [2_130_000_000, '21.3亿元'],
    [-1_956_000, '−195.6万元'],
  ])('%d', (value, text) => expect(zh(value, '元')).toBe(text))
})

describe('counts in Chinese', () => {
  it.each([
    [236, '236件'],
    [13_821, '13,821件'],
    [99_999, '99,999件'],
    [102_416, '10.24万件'],
    [-3, '−3件'],
  ])('%d', (value, text) => expect(zh(value, '件')).toBe(text))
  it('place 余 and 约 as Chinese does', () => {
    expect(zh(500, '份', 'over')).toBe('500余份')
    expect(zh(47_000, '件', 'over')).toBe('4.7万余件')
    expect(zh(100, '人次', 'about')).toBe('约100人次')
  })
})

it('derived figures show two decimals at most', () => {
  expect(zh(29.3695148643, '件/万人')).toBe('29.37件/万人')
  expect(zh(97.338065661, '%')).toBe('97.34%')
  expect(zh(27.36, '天')).toBe('27.36天')
  expect(zh(55, '天')).toBe('55天')
})

describe('English', () => {
  it.each([
    [102_416, '件', '102,416'],
    [9_999, '元', '9,999 yuan'],
    [603_760, '元', '603,760 yuan'],
    [121_900_000, '元', '121.9 million yuan'],
    [999_999_999, '元', '1 billion yuan'],
    [2_130_000_000, '元', '2.13 billion yuan'],
    [97.3, '%', '97.3%'],
    [27.36, '天', '27.36 days'],
    [-12, '件', '−12'],
  ])('%d %s', (value, unit, text) => expect(en(value, unit)).toBe(text))
  it('uses over and about', () => expect(en(47_000, '件', 'over')).toBe('over 47,000'))
})

it('the exact value keeps every digit', () => {
  expect(formatExact(2_134_567_890, '元', 'zh-CN')).toBe('2,134,567,890元')
  expect(formatExact(29.3695148643, '件/万人', 'zh-CN')).toBe('29.3695148643件/万人')
  expect(formatExact(0.0001, '元', 'zh-CN')).toBe('0.0001元')
})

it('no digit is shown that a double cannot hold', () => {
  expect(formatExact(JSON.parse('12345678901234.5678'), '元', 'zh-CN')).toBe('12,345,678,901,234.6元')
  expect(formatExact(JSON.parse('99999999999999.9999'), '元', 'zh-CN')).toBe('100,000,000,000,000元')
  expect(formatExact(JSON.parse('1234567890123456789'), '元', 'zh-CN')).toBe('1,234,567,890,123,460,000元')
})

describe('a column', () => {
  it('has one scale and one number of decimals', () => {
    const { unit, number } = columnFormat([2_130_000_000, 98_000_000, 450_000_000], '元', 'zh-CN')
    expect(unit).toBe('亿元')
    expect([2_130_000_000, 98_000_000].map(number)).toEqual(['21.30', '0.98'])
  })
  it('uses a smaller scale for small values', () => {
    const { unit, number } = columnFormat([2_130_000_000, 120_000], '元', 'zh-CN')
    expect([unit, number(2_130_000_000), number(120_000)]).toEqual(['万元', '213,000', '12'])
  })
  it('of counts has no decimals', () => {
    const { unit, number } = columnFormat([7308, 21], '件', 'zh-CN')
    expect([unit, number(7308)]).toEqual(['件', '7,308'])
  })
  it('may be empty', () => expect(columnFormat([], '元', 'zh-CN').unit).toBe('元'))
})

describe('a change', () => {
  it('is signed, with U+2212', () => {
    expect(formatChange({ base: 10, percent: 20.907 }, 'zh-CN')).toBe('+20.9%')
    expect(formatChange({ base: 10, percent: -3.25 }, 'en')).toBe('−3.3%')
    expect(formatChange({ base: 10, percent: 0.01 }, 'en')).toBe('0.0%')
    expect(formatChange({ base: 10, percent: -0.01 }, 'en')).toBe('0.0%')
  })
  it('above 999% is a multiple of the base', () => {
    expect(formatChange({ base: 10, percent: 999 }, 'zh-CN')).toBe('+999.0%')
    expect(formatChange({ base: 10, percent: 1130.4 }, 'zh-CN')).toBe('×12.3')
    expect(formatChange({ base: 10, percent: 2160 }, 'en')).toBe('×22.6')
    expect([formatShare(105.25, 'zh-CN'), formatShare(1230, 'zh-CN')]).toEqual(['105.25%', '×12.3'])
  })
  it('of percentages is in percentage points', () => {
    expect(formatChange({ base: 97, points: 0.3 }, 'zh-CN')).toBe('+0.30个百分点')
    expect(formatChange({ base: 97, points: -1.25 }, 'en')).toBe('−1.25 pp')
    expect(formatChange({ base: 97, points: -1.25 }, 'zh-CN', true)).toBe('−1.25')
  })
  it('without a base is undefined', () => {
    expect(formatChange({ base: 0 }, 'zh-CN')).toBeUndefined()
    expect(formatChange(undefined, 'zh-CN')).toBeUndefined()
  })
  it('has a direction', () => {
    expect([
      changeDirection({ base: 1, percent: 3 }),
      changeDirection({ base: 1, percent: 0.01 }),
      changeDirection({ base: 1, points: -2 }),
    ]).toEqual([1, 0, -1])
  })
})

describe('a difference', () => {
  it('of percentages is in percentage points', () =>
    expect([formatDifference(0.3, '%', 'zh-CN'), formatDifference(1.2575, '%', 'en')]).toEqual([
      '0.3个百分点',
      '1.26 pp',
    ]))
  it('is never rounded to zero', () =>
    expect([
      formatDifference(0.0008, '%', 'zh-CN'),
      formatDifference(0.00004, '天', 'en'),
      formatDifference(0, '%', 'en'),
    ]).toEqual(['0.0008个百分点', '0.00004 days', '0 pp']))
  it('is formatted as a figure', () =>
    expect([formatDifference(313_048_533, '元', 'zh-CN'), formatDifference(422, '件', 'en')]).toEqual([
      '3.13亿元',
      '422',
    ]))
  it('has a sign unless it is zero', () =>
    expect([
      formatSignedDifference(20.406, '分', 'zh-CN'),
      formatSignedDifference(-3, '件', 'zh-CN'),
      formatSignedDifference(0, '件', 'en'),
    ]).toEqual(['+20.41分', '−3件', '0']))
})
