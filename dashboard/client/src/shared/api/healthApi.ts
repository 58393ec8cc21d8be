import { basePath } from './basePath'
import { pageLanguage } from './http'

/** Result of one check of the server. */
export interface HealthFinding {
  check: string
  state: 'ok' | 'degraded' | 'failed'
  code: string
  message: string
}

/** Returns the findings that need attention; none if the reader may not see them. */
export async function findHealthProblems(): Promise<HealthFinding[]> {
  try {
    // 503 carries the findings too.
    const response = await fetch(`${basePath}/health/details`, { headers: { 'accept-language': pageLanguage() } })
    if (!response.ok && response.status !== 503) return []
    const report = (await response.json()) as { checks?: HealthFinding[] }
    return (report.checks ?? []).filter((finding) => finding.state !== 'ok')
  } catch {
    return []
  }
}
