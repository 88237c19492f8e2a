/** 机构: the tree province → prefecture → county → school → department → class, on both lines. */
import type { ServerModule } from '../../platform/index.ts'
import { routes } from './routes.ts'

export { addClass, classesOf, type NewClass, type SchoolClass } from './classes.ts'
export { schoolInScope } from './in-scope.ts'
export { orgName, orgOf, type School, schoolByCode, schoolOf } from './store.ts'

export const organisationsModule: ServerModule = { name: 'organisations', routes }
