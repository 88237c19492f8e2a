import type { ServerModule } from '../platform/module.ts'
import { activationModule } from './activation/index.ts'
import { applicationsModule } from './applications/index.ts'
import { auditModule } from './audit/index.ts'
import { campusModule } from './campus/index.ts'
import { cardsModule } from './cards/index.ts'
import { catalogueModule } from './catalogue/index.ts'
import { demoModule } from './demo/index.ts'
import { disbursementModule } from './disbursement/index.ts'
import { faceModule } from './face/index.ts'
import { fundsModule } from './funds/index.ts'
import { hardshipModule } from './hardship/index.ts'
import { identityModule } from './identity/index.ts'
import { notificationsModule } from './notifications/index.ts'
import { officeModule } from './office/index.ts'
import { organisationsModule } from './organisations/index.ts'
import { outreachModule } from './outreach/index.ts'
import { pagesModule } from './pages/index.ts'
import { privacyModule } from './privacy/index.ts'
import { programmesModule } from './programmes/index.ts'
import { publicityModule } from './publicity/index.ts'
import { rollModule } from './roll/index.ts'

/** Every module, in the order of their allowed dependencies (a later one may import an earlier one's index.ts). */
export const modules: readonly ServerModule[] = [
  organisationsModule,
  identityModule,
  rollModule,
  activationModule,
  faceModule,
  hardshipModule,
  catalogueModule,
  programmesModule,
  applicationsModule,
  outreachModule,
  campusModule,
  publicityModule,
  cardsModule,
  fundsModule,
  disbursementModule,
  notificationsModule,
  auditModule,
  privacyModule,
  officeModule,
  demoModule,
  pagesModule,
]
