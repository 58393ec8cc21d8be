import { afterEach, expect, it, vi } from 'vitest'
import { download } from './download'

const answer = (type: string, disposition?: string) =>
  vi.stubGlobal('fetch', () =>
    Promise.resolve(
      new Response('x', {
        headers: { 'content-type': type, ...(disposition && { 'content-disposition': disposition }) },
      }),
    ),
  )

afterEach(() => vi.unstubAllGlobals())

it('names a file as the response does', async () => {
  answer('application/x', "attachment; filename=_.xlsx; filename*=UTF-8''%E6%8E%92%E5%90%8D.xlsx")
  expect((await download('GET', '/a')).name).toBe('排名.xlsx')
})

it('names a picture without a name by its type', async () => {
  answer('image/png')
  expect((await download('GET', '/a')).name).toBe('ipmonitor.png')
})
