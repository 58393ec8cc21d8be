import type { Messages } from '../zh-CN'
import { accountsMessages } from './accounts'
import { auditMessages } from './audit'
import { authenticationMessages } from './authentication'
import { campaignsMessages } from './campaigns'
import { cityMessages } from './city'
import { commonMessages } from './common'
import { importMessages } from './import'
import { rankExplanationMessages } from './rankExplanation'
import { rankGapMessages } from './rankGap'
import { rankingMessages } from './ranking'
import { referenceMessages } from './reference'
import { replayMessages } from './replay'
import { screensMessages } from './screens'
import { submissionsMessages } from './submissions'

export const en: Messages = {
  ...commonMessages,
  ...accountsMessages,
  ...auditMessages,
  ...authenticationMessages,
  ...campaignsMessages,
  ...cityMessages,
  ...importMessages,
  ...rankExplanationMessages,
  ...rankGapMessages,
  ...rankingMessages,
  ...referenceMessages,
  ...replayMessages,
  ...screensMessages,
  ...submissionsMessages,
}
