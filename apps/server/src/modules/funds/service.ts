import type { BodyOf, disbursement, ReplyOf } from '@zhuxue/contracts'
import { isTerm } from '@zhuxue/policy'
import { refuse, type StaffActor, type Tx } from '../../platform/index.ts'
import { schoolInScope } from '../organisations/index.ts'
import { allocate } from './ledger.ts'

/** Registers money that the treasury gave a school for one programme and term (资金拨付). */
export async function allocateFunds(
  tx: Tx<StaffActor>,
  body: Omit<BodyOf<typeof disbursement.allocateFunds>, 'requestId'>,
): Promise<ReplyOf<typeof disbursement.allocateFunds>> {
  const school = await schoolInScope(tx, body.schoolId)
  if (!isTerm(body.term)) throw refuse('bad-request', '学期填写有误，请重新选择。')
  const documentNo = body.documentNo.trim()
  if (documentNo === '') throw refuse('bad-request', '请填写拨款文号。')
  const pot = { schoolId: school.id, scope: school.path, programme: body.programme, term: body.term }
  const done = await allocate(tx, pot, body.amountFen, documentNo)
  tx.audit({
    action: 'funds.allocate',
    subjectKind: 'ledger-entry',
    subjectId: done.id,
    scope: school.path,
    data: { programme: body.programme, term: body.term, amountFen: body.amountFen, documentNo },
  })
  return done
}
