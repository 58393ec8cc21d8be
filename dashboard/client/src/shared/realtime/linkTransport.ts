import { useSessionStorage } from '@vueuse/core'
import { storageOptions } from '@/shared/api/storageOptions'
import type { Transport } from './transport'

/** The transport in use; kept for the session of the tab. */
export const linkTransport = useSessionStorage<Transport | null>('ipm.transport', null, storageOptions)
