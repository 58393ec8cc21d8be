import { fetchResponse, requestAll } from './http'
import type { DocumentVersion } from './types'

/** Versioned reference documents. */
export const referenceApi = {
  /** All versions, oldest first. Pages are newest first. */
  versions: async (name: string) =>
    (await requestAll<DocumentVersion>(`/reference/${name}/versions`)).sort(
      (one, other) => one.position - other.position,
    ),
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
