import type { Download } from '@/shared/api/importApi'

/** Saves a downloaded file. */
export function saveDownload({ name, content }: Download): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
