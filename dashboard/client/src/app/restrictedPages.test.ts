import { expect, it } from 'vitest'
import type { Visit } from '@/shared/api/types'
import { restrictedPageAt, restrictedPages, canOpen } from './restrictedPages'

const visit = (role: string | undefined, demoHere = false): Visit => ({
  ...(role && { role }),
  hasTotp: false,
  mustChange: false,
  needsCodes: false,
  owesCode: false,
  public: [],
  demoHere,
})
const open = (one: Visit) => restrictedPages.filter((page) => canOpen(page, one)).map((page) => page.path)

it('each role sees its pages', () => {
  expect(open(visit('bureau'))).toEqual(['/data', '/corrections', '/review'])
  expect(open(visit('reviewer'))).toEqual(['/review'])
  expect(open(visit('organizer'))).toEqual(['/reference', '/control'])
  expect(open(visit('auditor'))).toEqual(['/review', '/reference', '/audit'])
  expect(open(visit('province'))).toEqual(restrictedPages.map((page) => page.path))
})

it('only roles have pages; a demo opens the control page', () => {
  expect([undefined, 'newcomer', 'screen'].flatMap((role) => open(visit(role)))).toEqual([])
  expect(open(visit(undefined, true))).toEqual(['/control'])
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
