/** 家庭经济困难学生认定: proposed by the class teacher from a model with evidence, decided by another person. */
import type { ServerModule } from '../../platform/index.ts'
import { bindRoutes } from './routes.ts'

export type { FormAnswers } from './evidence.ts'
export { heldHardship } from './held.ts'
export { type HardshipDecided, onHardshipDecided, provideAnswers } from './service.ts'
export { latestOf } from './store.ts'
export { type HardshipView, hardshipView, levelOf, levelsOfSchool } from './views.ts'

export const hardshipModule: ServerModule = { name: 'hardship', routes: bindRoutes }
