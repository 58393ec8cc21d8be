import type { Messages } from '../zh-CN'
import { accountsMessages } from './accounts'
import { auditMessages } from './audit'
import { authenticationMessages } from './authentication'
import { campaignMessages } from './campaign'
import { cityMessages } from './city'
import { commonMessages } from './common'
import { controlMessages } from './control'
import { correctionsMessages } from './corrections'
import { eventsMessages } from './events'
import { importMessages } from './import'
import { rankExplanationMessages } from './rankExplanation'
import { rankGapMessages } from './rankGap'
import { rankingMessages } from './ranking'
import { referenceMessages } from './reference'
import { replayMessages } from './replay'
import { screensMessages } from './screens'
import { shareMessages } from './share'
import { submissionsMessages } from './submissions'
import { targetMessages } from './target'

export const en: Messages = {
  ...commonMessages,
  ...accountsMessages,
  ...auditMessages,
  ...authenticationMessages,
  ...campaignMessages,
  ...cityMessages,
  ...controlMessages,
  ...correctionsMessages,
  ...eventsMessages,
  ...importMessages,
  ...rankExplanationMessages,
  ...rankGapMessages,
  ...rankingMessages,
  ...referenceMessages,
  ...replayMessages,
  ...screensMessages,
  ...shareMessages,
  ...submissionsMessages,
  ...targetMessages,
}
