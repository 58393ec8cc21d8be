import { expect, it } from 'vitest'
import type { CurrentSession } from '@/shared/api/types'
import { restrictedPageAt, restrictedPages, canOpen } from './restrictedPages'

const session = (role: string | undefined, demoHere = false): CurrentSession => ({
  ...(role && { role }),
  hasTotp: false,
  mustChange: false,
  needsCodes: false,
  owesCode: false,
  public: [],
  demoHere,
})
const open = (one: CurrentSession) => restrictedPages.filter((page) => canOpen(page, one)).map((page) => page.path)

it('each role sees its pages', () => {
  expect(open(session('bureau'))).toEqual(['/data', '/corrections', '/review'])
  expect(open(session('reviewer'))).toEqual(['/review'])
  expect(open(session('organizer'))).toEqual(['/reference', '/control'])
  expect(open(session('auditor'))).toEqual(['/review', '/reference', '/audit'])
  expect(open(session('province'))).toEqual(restrictedPages.map((page) => page.path))
})

it('only roles have pages; a demo opens the control page', () => {
  expect([undefined, 'newcomer', 'screen'].flatMap((role) => open(session(role)))).toEqual([])
  expect(open(session(undefined, true))).toEqual(['/control'])
})

it('a page is found by its path and subpaths only', () => {
  expect([
    restrictedPageAt('/audit')?.path,
    restrictedPageAt('/data/3')?.path,
    restrictedPageAt('/accounts')?.path,
  ]).toEqual(['/audit', '/data', '/accounts'])
  expect([restrictedPageAt('/account'), restrictedPageAt('/dataset'), restrictedPageAt('/')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
