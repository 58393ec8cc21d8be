import { download } from './download'
import { request, Problem, readProblem, apiRoot, pageLanguage, queryString, UNREACHABLE } from './http'
import type { Import, ImportForm, ImportProgress } from './types'

/** How to read an uploaded file. */
export interface ImportQuery {
  form: ImportForm
  name: string
  period?: string | undefined
  /** Answers to questions: `{id}={choice}`. */
  answer?: string[] | undefined
  /** Id of the upload, chosen by the page to ask for its progress. */
  upload?: string | undefined
}

export interface TemplateQuery {
  form: ImportForm
  city?: string | undefined
  period?: string | undefined
  basis?: 'ytd' | 'period' | undefined
}

/** File import. */
export const importApi = {
  /** Uploads and validates a file. `sent` receives the uploaded share, 0 to 1. */
  check: (file: File, order: ImportQuery, sent: (share: number) => void) =>
    new Promise<Import>((done, failed) => {
      // fetch does not report upload progress.
      const request = new XMLHttpRequest()
      request.open('POST', `${apiRoot}/imports${queryString(order)}`)
      request.setRequestHeader('accept', 'application/json')
      request.setRequestHeader('accept-language', pageLanguage())
      request.setRequestHeader('content-type', 'application/octet-stream')
      request.upload.onprogress = ({ loaded, total }) => sent(total ? loaded / total : 1)
      request.onerror = () => failed(new Problem(0, UNREACHABLE, ''))
      request.onload = () => {
        if (request.status === 200) done(JSON.parse(request.responseText) as Import)
        else void readProblem(new Response(request.responseText, { status: request.status })).then(failed)
      }
      request.send(file)
    }),
  /** Progress of an upload; undefined if it is not running. */
  progress: (upload: string) =>
    request<ImportProgress | undefined>('GET', `/imports/progress${queryString({ upload })}`),
  annotated: (file: File, order: ImportQuery) => download('POST', `/imports/marked${queryString(order)}`, file),
  template: (order: TemplateQuery) => download('GET', `/imports/template${queryString(order)}`),
}
