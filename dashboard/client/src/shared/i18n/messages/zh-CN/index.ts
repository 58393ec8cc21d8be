import { accountsMessages } from './accounts'
import { campaignsMessages } from './campaigns'
import { cityMessages } from './city'
import { commonMessages } from './common'
import { importMessages } from './import'
import { rankingMessages } from './ranking'
import { referenceMessages } from './reference'
import { screensMessages } from './screens'
import { submissionsMessages } from './submissions'

export const zh = {
  ...commonMessages,
  ...rankingMessages,
  ...cityMessages,
  ...campaignsMessages,
  ...screensMessages,
  ...accountsMessages,
  ...submissionsMessages,
  ...referenceMessages,
  ...importMessages,
}

/** The message table. Every language has the same keys. */
export type Messages = typeof zh
