/** 我的信息: what is held about a student, a copy of it, and written answers to requests for deletion (个人信息保护法 44–50). */
import type { ServerModule } from '../../platform/index.ts'
import { routes } from './routes.ts'

export const privacyModule: ServerModule = { name: 'privacy', routes }
