import { expect, it } from 'vitest'
import { buildOf } from '@/shared/api/clientBuild'
import { decideReload } from './pageUpdate'

it.each([
  ['another build', 'new', null, 'reload'],
  ['another build, after a reload for an earlier one', 'new', 'older', 'reload'],
  ['another build, after a reload for it', 'new', 'new', 'outdated'],
  ['the build of the page', 'old', null, 'incomplete'],
  ['no answer', undefined, null, 'unreachable'],
] as const)('a missing file of a page whose server has %s', (_, server, reopenedFor, decision) =>
  expect(decideReload('old', server, reopenedFor)).toBe(decision),
)

it('the build is the name of the main script', () => {
  const index = `<script src="/frozen.js"></script><script type="module" crossorigin src="/assets/index-a1.js"></script>
    <link rel="modulepreload" href="/assets/other-b2.js">`
  expect(buildOf(index)).toBe('index-a1')
  expect(buildOf('<html></html>')).toBeUndefined()
})
