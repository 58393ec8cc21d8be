/** Path under which a proxy serves this site, such as `/ipm`; empty at the root. */
export const basePath = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="path-base"]')?.content ?? ''
