import type { CurrentSession } from '@/shared/api/types'

/** A page that only some roles may open. */
export interface RestrictedPage {
  path: string
  labelKey: string
  roles: string[]
  /** Open to the local user of a demo. */
  allowedInDemo?: boolean
}

/** Restricted pages and their roles. The server enforces the same rules (dashboard/Security/Authorization/AuthorizationHosting.cs). */
export const restrictedPages: RestrictedPage[] = [
  { path: '/data', labelKey: 'nav.import', roles: ['province', 'bureau'] },
  { path: '/corrections', labelKey: 'nav.corrections', roles: ['province', 'bureau'] },
  { path: '/review', labelKey: 'nav.review', roles: ['province', 'reviewer', 'bureau', 'auditor'] },
  { path: '/reference', labelKey: 'nav.reference', roles: ['province', 'organizer', 'auditor'] },
  { path: '/control', labelKey: 'nav.control', roles: ['province', 'organizer'], allowedInDemo: true },
  { path: '/accounts', labelKey: 'nav.accounts', roles: ['province'] },
  { path: '/audit', labelKey: 'nav.audit', roles: ['province', 'auditor'] },
]

export const canOpen = (page: RestrictedPage, session: CurrentSession): boolean =>
  page.roles.includes(session.role ?? '') || (page.allowedInDemo === true && session.demoHere)

export const restrictedPageAt = (path: string): RestrictedPage | undefined =>
  restrictedPages.find((page) => path === page.path || path.startsWith(`${page.path}/`))
