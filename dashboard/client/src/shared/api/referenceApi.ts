import { request, fetchResponse } from './http'
import type { DocumentVersion } from './types'

/** Versioned reference documents. */
export const referenceApi = {
  versions: (name: string) => request<DocumentVersion[]>('GET', `/reference/${name}/versions`),
  /** Reads the current document, or the document as of a journal position. */
  read: async (name: string, asOf?: number) =>
    (await fetchResponse(`/reference/${name}${asOf === undefined ? '' : `?asOf=${asOf}`}`)).text(),
  /** Stores a new version. Fails if version `after` is not the latest. */
  put: async (name: string, text: string, after: number) => {
    await fetchResponse(`/reference/${name}?after=${after}`, {
      method: 'PUT',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: text,
    })
  },
}
