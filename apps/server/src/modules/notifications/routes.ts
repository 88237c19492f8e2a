import { office } from '@zhuxue/contracts'
import type { Router } from '../../platform/index.ts'
import { messages, readMessage } from './views.ts'

export function routes(router: Router): void {
  router.read(office.messages, (tx, { query }) => messages(tx, query))
  router.write(office.readMessage, (tx, { params }) => readMessage(tx, params.id))
}
