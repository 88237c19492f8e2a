import type { BodyOf, publicity, ReplyOf } from '@zhuxue/contracts'
import { type Platform, refuse, type StaffActor, scrub, type Tx } from '../../platform/index.ts'
import { endCases, type ListedCase, loadCases, takeDownCases } from './cases.ts'
import { closeNotice, listedApplications, type Notice, noticeById, removeDeparted } from './store.ts'

const WORKER = { kind: 'worker', name: '系统' } as const

/** Of a notice's list, the applications that nobody objects to and that are still being noticed. */
const isFree = ({ app }: ListedCase): boolean => app.status === 'public-notice' && !app.held

/**
 * Takes down every notice whose period is over (00:00 after its last day) and sends its applications on to the county;
 * those with an open objection follow when it is decided. Each notice in its own transaction, so that one that fails
 * does not keep the others up.
 */
export async function endDueNotices(platform: Platform): Promise<void> {
  const due = await platform.transaction(WORKER, async (tx) => {
    await removeDeparted(tx)
    return tx.db
      .selectFrom('public_notices')
      .select('id')
      .where('state', '=', 'live')
      .where('retract_at', '<=', tx.now)
      .execute()
  })
  for (const { id } of due) {
    try {
      await platform.transaction(WORKER, (tx) => endOne(tx, id))
    } catch (err) {
      platform.log.error({ err, notice: id }, 'notice not ended')
    }
  }
}

async function endOne(tx: Tx, id: string): Promise<void> {
  const notice = await noticeById(tx, id, true)
  if (notice.state !== 'live') return
  const cases = await loadCases(tx, await listedApplications(tx, id))
  await closeNotice(tx, id, 'ended')
  const passed = await endCases(tx, cases.filter(isFree))
  tx.audit({
    action: 'notice.end',
    subjectKind: 'notice',
    subjectId: id,
    scope: notice.scope,
    data: { passed, held: cases.filter(({ app }) => app.held).length },
  })
}

/**
 * 撤下公示: the list vanishes at once and its applications wait for a new notice with a new full period (interrupted
 * or edited lists start again: DOMAIN §3). Applications with an open objection follow when it is decided.
 */
export async function takeDown(
  tx: Tx<StaffActor>,
  id: string,
  body: BodyOf<typeof publicity.takeDownNotice>,
): Promise<ReplyOf<typeof publicity.takeDownNotice>> {
  const notice = await noticeById(tx, id, true)
  if (notice.state !== 'live') {
    throw refuse('state-conflict', notice.state === 'ended' ? '公示已期满撤下，不用再撤。' : '这份公示已经撤下。', {
      current: { state: notice.state },
    })
  }
  const reason = scrub(body.reason.trim())
  if (reason === '')
    throw refuse('bad-request', '请写明撤下的理由。', { fields: [{ path: '/reason', text: '必填，请补充。' }] })
  const cases = await loadCases(tx, await listedApplications(tx, id))
  await closeNotice(tx, id, 'taken-down', reason)
  const reopened = await takeDownCases(tx, cases.filter(isFree), reason)
  tx.audit({
    action: 'notice.take-down',
    subjectKind: 'notice',
    subjectId: id,
    scope: notice.scope,
    data: { reason, reopened },
  })
  return { reopened }
}

/** An application whose last objection was dismissed goes where its notice went in the meantime. */
export async function followNotice(tx: Tx, notice: Notice, listed: ListedCase): Promise<void> {
  if (notice.state === 'ended') await endCases(tx, [listed])
  if (notice.state === 'taken-down') await takeDownCases(tx, [listed], notice.take_down_reason ?? '公示已撤下')
}
