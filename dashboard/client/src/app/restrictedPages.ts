import type { Visit } from '@/shared/api/types'

/** A page where something is done, and the roles that may. */
export interface Desk {
  path: string
  word: string
  roles: string[]
  /** A demo is tried out by who started it. */
  inDemo?: boolean
}

/** As the server has it (dashboard/Doors/DoorsHosting.cs), which decides. */
export const desks: Desk[] = [
  { path: '/data', word: 'nav.data', roles: ['province', 'bureau'] },
  { path: '/corrections', word: 'nav.corrections', roles: ['province', 'bureau'] },
  { path: '/review', word: 'nav.review', roles: ['province', 'reviewer', 'bureau', 'auditor'] },
  { path: '/reference', word: 'nav.reference', roles: ['province', 'organizer', 'auditor'] },
  { path: '/control', word: 'nav.control', roles: ['province', 'organizer'], inDemo: true },
  { path: '/accounts', word: 'nav.accounts', roles: ['province'] },
  { path: '/audit', word: 'nav.audit', roles: ['province', 'auditor'] },
]

export const mayOpen = (desk: Desk, visit: Visit): boolean =>
  desk.roles.includes(visit.role ?? '') || (desk.inDemo === true && visit.demoHere)

export const deskAt = (path: string): Desk | undefined =>
  desks.find((desk) => path === desk.path || path.startsWith(`${desk.path}/`))
