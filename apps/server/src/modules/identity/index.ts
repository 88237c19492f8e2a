export { sessionResolver } from './sessions.ts'
export { hashPassword } from './password-hash.ts'
