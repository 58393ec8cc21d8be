import { afterEach, expect, it, vi } from 'vitest'
import { copyPicture, copyText } from './clipboard'

class Item {
  constructor(readonly types: Record<string, Promise<Blob>>) {}
}
const picture = new Blob(['png'], { type: 'image/png' })

function setClipboard(clipboard: object | undefined) {
  vi.stubGlobal('navigator', { clipboard })
}

afterEach(() => vi.unstubAllGlobals())

it('copies a text', async () => {
  const writeText = vi.fn(() => Promise.resolve())
  setClipboard({ writeText })
  expect(await copyText('http://a/')).toBe('copied')
  expect(writeText).toHaveBeenCalledWith('http://a/')
})

it('copies a picture before it is loaded', async () => {
  const written: Item[] = []
  vi.stubGlobal('ClipboardItem', Item)
  setClipboard({
    write: async (items: Item[]) => {
      written.push(...items)
      await items[0]?.types['image/png']
    },
  })
  expect(await copyPicture(() => Promise.resolve(picture))).toBe('copied')
  expect(await written[0]?.types['image/png']).toBe(picture)
})

it('is refused without TLS, where there is no clipboard', async () => {
  setClipboard(undefined)
  const load = vi.fn(() => Promise.resolve(picture))
  expect([await copyText('a'), await copyPicture(load)]).toEqual(['refused', 'refused'])
  expect(load).not.toHaveBeenCalled()
})

it('is refused by the permission of the browser', async () => {
  vi.stubGlobal('ClipboardItem', Item)
  setClipboard({ write: () => Promise.reject(new DOMException('', 'NotAllowedError')) })
  expect(await copyPicture(() => Promise.resolve(picture))).toBe('refused')
})

it('throws the error of loading the picture', async () => {
  vi.stubGlobal('ClipboardItem', Item)
  setClipboard({ write: async (items: Item[]) => void (await items[0]?.types['image/png']) })
  await expect(copyPicture(() => Promise.reject(new Error('404')))).rejects.toThrow('404')
})
