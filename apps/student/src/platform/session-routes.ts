import type { office, session } from '@zhuxue/contracts'
import { endpoint } from './api.ts'

/** Routes of the log-in path; apart from the rest so that the log-in stays small. */
export const sessionRoutes = {
  login: endpoint<typeof session.studentLogin>('POST', '/api/v1/student/login'),
  me: endpoint<typeof session.me>('GET', '/api/v1/session'),
  changePassword: endpoint<typeof session.changePassword>('POST', '/api/v1/session/password'),
  logout: endpoint<typeof session.logout>('POST', '/api/v1/session/logout'),
  demoClock: endpoint<typeof office.demoClock>('GET', '/api/v1/demo/clock'),
}

export const demoRoutes = {
  move: endpoint<typeof office.moveClock>('POST', '/api/v1/demo/clock'),
  accounts: endpoint<typeof office.demoAccounts>('GET', '/api/v1/demo/accounts'),
}
