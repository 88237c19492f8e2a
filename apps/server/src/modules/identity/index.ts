export { sessionResolver } from './sessions.ts'
