import type { Visit } from '@/shared/api/types'

/** A page where something is done, and the roles that may. */
export interface RestrictedPage {
  path: string
  word: string
  roles: string[]
  /** A demo is tried out by who started it. */
  inDemo?: boolean
}

/** As the server has it (dashboard/Doors/DoorsHosting.cs), which decides. */
export const restrictedPages: RestrictedPage[] = [
  { path: '/data', word: 'nav.data', roles: ['province', 'bureau'] },
  { path: '/corrections', word: 'nav.corrections', roles: ['province', 'bureau'] },
  { path: '/review', word: 'nav.review', roles: ['province', 'reviewer', 'bureau', 'auditor'] },
  { path: '/reference', word: 'nav.reference', roles: ['province', 'organizer', 'auditor'] },
  { path: '/control', word: 'nav.control', roles: ['province', 'organizer'], inDemo: true },
  { path: '/accounts', word: 'nav.accounts', roles: ['province'] },
  { path: '/audit', word: 'nav.audit', roles: ['province', 'auditor'] },
]

export const canOpen = (desk: RestrictedPage, visit: Visit): boolean =>
  desk.roles.includes(visit.role ?? '') || (desk.inDemo === true && visit.demoHere)

export const restrictedPageAt = (path: string): RestrictedPage | undefined =>
  restrictedPages.find((desk) => path === desk.path || path.startsWith(`${desk.path}/`))
