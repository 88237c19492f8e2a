/** 发放: awards and instalments, runs, sealed bank files, the bank's answers, corrections; nothing is ever paid twice. */
import type { ServerModule } from '../../platform/index.ts'
import { onApproved } from '../applications/index.ts'
import { onRollChangeConfirmed, onRollChangePreview } from '../roll/index.ts'
import { createAwards } from './awards.ts'
import { resumeByRollChange } from './resumes.ts'
import { routes } from './routes.ts'
import { previewStops, stopByRollChange } from './stops.ts'

export { createAwards } from './awards.ts'
export { heldPayments } from './held.ts'

onApproved(createAwards)
onRollChangeConfirmed(stopByRollChange)
onRollChangeConfirmed(resumeByRollChange)
onRollChangePreview(previewStops)

export const disbursementModule: ServerModule = { name: 'disbursement', routes }
