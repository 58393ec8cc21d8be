import { basePath } from './basePath'
import { request } from './http'

/** Personas of the demo, each with the page that suits it. */
export const demoPersonas = [
  { key: 'leader', home: '/' },
  { key: 'clerk', home: '/data' },
  { key: 'reviewer', home: '/review' },
  { key: 'organizer', home: '/control' },
  { key: 'administrator', home: '/accounts' },
] as const

/** Signs in as a persona, which only the server of a demo on the same machine allows, and opens its page. */
export async function enterDemo({ key, home }: (typeof demoPersonas)[number]): Promise<void> {
  await request('POST', '/demo/session', { body: { persona: key } })
  // A full page load discards the state of the previous user.
  location.assign(basePath + home)
}
