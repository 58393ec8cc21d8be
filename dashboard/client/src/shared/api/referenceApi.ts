import { request, fetchResponse } from './api'

/** A version of a document; without a time it has been in force from the beginning. */
export interface DocumentVersion {
  position: number
  known?: string
  author: string
}

/** What one does about the documents of the reference data. */
export const referenceApi = {
  versions: (name: string) => request<DocumentVersion[]>('GET', `/reference/${name}/versions`),
  /** A document as it is, or as it was at a position. */
  read: async (name: string, asOf?: number) =>
    (await fetchResponse(`/reference/${name}${asOf === undefined ? '' : `?asOf=${asOf}`}`)).text(),
  /** Puts a new version in force; refused when another came after the one that it was made from. */
  put: async (name: string, text: string, after: number) => {
    await fetchResponse(`/reference/${name}?after=${after}`, {
      method: 'PUT',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: text,
    })
  },
}
