import { expect, it } from 'vitest'
import { i18n } from '@/shared/i18n/i18n'
import { describeCheck, shareOf, type RunningCheck } from './importProgress'

const check = (parts: Partial<RunningCheck>): RunningCheck => ({
  file: 'a.xlsx',
  sent: 1,
  seconds: 3,
  progress: undefined,
  ...parts,
})
const describe = (parts: Partial<RunningCheck>) => describeCheck(check(parts), i18n.global.t, 'zh-CN')

it('shows the place in the queue, before the upload is complete too', () => {
  const progress = { waiting: 5, rows: 0, held: 0 }
  expect(describe({ progress, sent: 0.2 })).toBe('正在排队：前面还有 4 个文件，已等 3 秒')
  expect(shareOf(check({ progress, sent: 0.2 }))).toBeUndefined()
  expect(describe({ progress: { ...progress, waiting: 1 } })).toBe('正在排队：下一个就是这个文件，已等 3 秒')
})

it('shows upload, check and draft', () => {
  expect(describe({ sent: 0.429 })).toBe('正在上传 42%')
  expect(describe({ progress: { rows: 1200, held: 0 } })).toBe('正在核对 a.xlsx：已核对 1,200 行，用时 3 秒')
  const saving = { rows: 1200, held: 300, toHold: 1200 }
  expect(describe({ progress: saving })).toBe('正在保存 a.xlsx 的草稿：300/1,200 条，用时 3 秒')
  expect([shareOf(check({ sent: 0.4 })), shareOf(check({})), shareOf(check({ progress: saving }))]).toEqual([
    0.4,
    undefined,
    0.25,
  ])
})
