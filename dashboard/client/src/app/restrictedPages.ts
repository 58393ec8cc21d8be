import type { Visit } from '@/shared/api/types'

/** A page where something is done, and the roles that may. */
export interface RestrictedPage {
  path: string
  labelKey: string
  roles: string[]
  /** A demo is tried out by who started it. */
  allowedInDemo?: boolean
}

/** As the server has it (dashboard/Doors/DoorsHosting.cs), which decides. */
export const restrictedPages: RestrictedPage[] = [
  { path: '/data', labelKey: 'nav.data', roles: ['province', 'bureau'] },
  { path: '/corrections', labelKey: 'nav.corrections', roles: ['province', 'bureau'] },
  { path: '/review', labelKey: 'nav.review', roles: ['province', 'reviewer', 'bureau', 'auditor'] },
  { path: '/reference', labelKey: 'nav.reference', roles: ['province', 'organizer', 'auditor'] },
  { path: '/control', labelKey: 'nav.control', roles: ['province', 'organizer'], allowedInDemo: true },
  { path: '/accounts', labelKey: 'nav.accounts', roles: ['province'] },
  { path: '/audit', labelKey: 'nav.audit', roles: ['province', 'auditor'] },
]

export const canOpen = (page: RestrictedPage, visit: Visit): boolean =>
  page.roles.includes(visit.role ?? '') || (page.allowedInDemo === true && visit.demoHere)

export const restrictedPageAt = (path: string): RestrictedPage | undefined =>
  restrictedPages.find((page) => path === page.path || path.startsWith(`${page.path}/`))
