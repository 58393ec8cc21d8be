import { fetchResponse } from './http'

/** A downloaded file. */
export interface Download {
  name: string
  content: Blob
}

/** Requests a file; its name is that of the response. */
export async function download(method: string, path: string, body?: Blob): Promise<Download> {
  const response = await fetchResponse(path, { method, body: body ?? null })
  const content = await response.blob()
  return { name: nameIn(response.headers.get('content-disposition') ?? '') || defaultName(content.type), content }
}

/** Saves a downloaded file. */
export function saveDownload({ name, content }: Download): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

const nameIn = (disposition: string) => decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? '')

const defaultName = (type: string) => `ipmonitor.${type === 'image/png' ? 'png' : 'xlsx'}`
