import { call, fetched, Problem, problemOf, root, search, UNREACHABLE } from './api'
import type { Form, Import, ImportProgress } from './types'

/** What a file is to be read as. */
export interface ImportOrder {
  form: Form
  name: string
  period?: string | undefined
}

export interface TemplateOrder {
  form: Form
  city?: string | undefined
  period?: string | undefined
  basis?: 'ytd' | 'period' | undefined
}

/** A file from the server, ready to be kept. */
export interface Download {
  name: string
  content: Blob
}

/** What a desk does with files. */
export const importApi = {
  /** Has a file looked at; tells how much of it has been sent, 0 to 1. */
  check: (file: File, order: ImportOrder, sent: (share: number) => void) =>
    new Promise<Import>((done, failed) => {
      // A fetch does not tell how much of its body has been sent.
      const request = new XMLHttpRequest()
      request.open('POST', `${root}/imports${search(order)}`)
      request.setRequestHeader('accept', 'application/json')
      request.setRequestHeader('content-type', 'application/octet-stream')
      request.upload.onprogress = ({ loaded, total }) => sent(total ? loaded / total : 1)
      request.onerror = () => failed(new Problem(0, UNREACHABLE, ''))
      request.onload = () => {
        if (request.status === 200) done(JSON.parse(request.responseText) as Import)
        else void problemOf(new Response(request.responseText, { status: request.status })).then(failed)
      }
      request.send(file)
    }),
  /** How far one's own file has come; nothing when none is on its way. */
  progress: () => call<ImportProgress | undefined>('GET', '/imports/progress'),
  marked: (file: File, order: ImportOrder) => download('POST', `/imports/marked${search(order)}`, file),
  template: (order: TemplateOrder) => download('GET', `/imports/template${search(order)}`),
}

async function download(method: string, path: string, body?: Blob): Promise<Download> {
  const response = await fetched(path, { method, body: body ?? null })
  return { name: nameIn(response.headers.get('content-disposition') ?? ''), content: await response.blob() }
}

const nameIn = (disposition: string) =>
  decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? '') || 'ipmonitor.xlsx'
