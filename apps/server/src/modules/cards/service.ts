import type { BodyOf, cards, ReplyOf } from '@zhuxue/contracts'
import { parseLocalDate } from '@zhuxue/policy'
import { sql } from 'kysely'
import {
  type LineProblem,
  newId,
  type Platform,
  refuse,
  type StaffActor,
  scrub,
  sm3,
  type Tx,
} from '../../platform/index.ts'
import { schoolInScope } from '../organisations/index.ts'
import { regionPack } from '../programmes/index.ts'
import { tellHolders } from './messages.ts'
import { comparableName, type FailedLine, type OpenedLine, parseCardList } from './parse.ts'
import { type Holder, holdersOf, insertCards, lockCard, usableCards } from './store.ts'

type ImportBody = BodyOf<typeof cards.importCards>
type ImportReply = ReplyOf<typeof cards.importCards>

/** Problems shown at once; more than these are as useless as none. */
const SHOWN = 200

/**
 * Takes the bank's list of opened cards whole, or not at all with every error by line. Each line must belong to one
 * student on the roll of this school (name and ID number), and each student may hold one usable card
 * (学校学生资助工作指南 四(五)). A dry run does everything and takes it back.
 */
export async function importCards(
  tx: Tx<StaffActor>,
  platform: Platform,
  body: Omit<ImportBody, 'requestId'>,
  content: Buffer,
): Promise<ImportReply> {
  const school = await schoolInScope(tx, body.schoolId)
  const dryRun = body.dryRun === 'yes'
  const digest = sm3(content)
  // one list of a school at a time: the second of a double click sees the first one's import
  await sql`select pg_advisory_xact_lock(hashtextextended(${`card-import:${school.id}`}, 0))`.execute(tx.db)
  const before = await tx.db
    .selectFrom('card_imports')
    .select('imported_at')
    .where('school_id', '=', school.id)
    .where('file_sm3', '=', digest)
    .executeTakeFirst()
  if (before) throw refuse('duplicate', '这份开卡清单已经导入过，无需重复导入。')
  const list = await parseCardList(content, regionPack(platform).cardIssuers, tx.today)
  const matched = await matchHolders(tx, platform, school.id, list.opened, list.failed)
  const problems: LineProblem[] = [...list.problems, ...matched.problems]
  const importId = newId()
  await sql`savepoint card_list`.execute(tx.db)
  if (problems.length === 0) {
    await tx.db
      .insertInto('card_imports')
      .values({
        id: importId,
        school_id: school.id,
        scope: school.path,
        file_sm3: digest,
        rows: list.rows,
        accepted: matched.opened.length,
        failed_at_bank: matched.failed.length,
        imported_by: tx.actor.id,
        imported_by_name: tx.actor.name,
        imported_at: tx.now,
      })
      .execute()
    const taken = await insertCards(tx, platform, school.id, importId, matched.opened)
    for (const line of taken) {
      problems.push({ line, column: '卡号', text: '这个卡号已登记在其他学生名下，请联系银行核对。' })
    }
  }
  const accepted = problems.length === 0 && !dryRun
  if (accepted) {
    await sql`release savepoint card_list`.execute(tx.db)
    await tellHolders(tx, platform, matched.opened, matched.failed)
    tx.audit({
      action: 'card.import',
      subjectKind: 'card-import',
      subjectId: importId,
      scope: school.path,
      data: { sm3: digest, rows: list.rows, cards: matched.opened.length, failedAtBank: matched.failed.length },
    })
  } else {
    await sql`rollback to savepoint card_list`.execute(tx.db)
  }
  return {
    importId: accepted ? importId : null,
    dryRun,
    rows: list.rows,
    accepted: problems.length === 0 ? matched.opened.length : 0,
    failedAtBank: list.failed.length,
    problems: problems.sort((a, b) => a.line - b.line).slice(0, SHOWN),
  }
}

interface Matched {
  readonly opened: { holder: Holder; line: OpenedLine }[]
  readonly failed: { holder: Holder; line: FailedLine }[]
  readonly problems: LineProblem[]
}

async function matchHolders(
  tx: Tx,
  platform: Platform,
  schoolId: string,
  opened: readonly OpenedLine[],
  failed: readonly FailedLine[],
): Promise<Matched> {
  const index = (idNumber: string): Buffer => platform.crypto.blindIndex('id-number', idNumber)
  const holders = await holdersOf(
    tx,
    schoolId,
    [...opened, ...failed].map((l) => index(l.idNumber)),
  )
  const ids = [...holders.values()].flatMap((h) => h.map(({ id }) => id))
  const usable = await usableCards(tx, ids)
  const out: Matched = { opened: [], failed: [], problems: [] }
  const match = (line: OpenedLine | FailedLine): Holder | null => {
    const add = (column: string, text: string) => void out.problems.push({ line: line.line, column, text })
    const found = holders.get(index(line.idNumber).toString('hex')) ?? []
    const [holder] = found
    if (!holder) add('证件号', '本校学籍中没有这个证件号的在籍学生，请核对证件号或学校。')
    else if (found.length > 1) add('证件号', '本校有两条相同证件号的学籍，请先由学籍管理员核清。')
    else if (comparableName(holder.name) !== comparableName(line.name)) add('姓名', '姓名与学籍姓名不一致，请核对。')
    else return holder
    return null
  }
  for (const line of opened) {
    const holder = match(line)
    if (!holder) continue
    const last4 = usable.get(holder.id)
    if (last4 === undefined) out.opened.push({ holder, line })
    else {
      const text =
        last4 === line.last4 ? '这张卡已经登记过。' : `该生已有尾号${last4}的中职卡，请先登记挂失或销户再换新卡。`
      out.problems.push({ line: line.line, column: '卡号', text })
    }
  }
  for (const line of failed) {
    const holder = match(line)
    if (holder) out.failed.push({ holder, line })
  }
  return out
}

/** Records that the holder activated the card in person; one card each time (不得批量激活, S1 四(六)). */
export async function activateCard(tx: Tx<StaffActor>, id: string, activatedOn: string): Promise<void> {
  const card = await lockCard(tx, id)
  const day = parseLocalDate(activatedOn)
  if (card.status !== 'issued') {
    throw refuse(
      'state-conflict',
      card.status === 'activated' ? '这张卡已经登记激活。' : '这张卡已挂失或销户，不能激活。',
    )
  }
  if (day === null || day > tx.today || day < card.opened_on) {
    throw refuse('bad-request', '激活日期应在开卡日期之后、今天或以前。', {
      fields: [{ path: '/activatedOn', text: '请核对激活日期。' }],
    })
  }
  await tx.db.updateTable('cards').set({ status: 'activated', activated_on: day }).where('id', '=', id).execute()
  audit(tx, 'card.activate', card, { activatedOn: day, method: 'counter' })
}

/** Records 挂失 or 销户. Money that is not yet sent waits for the next card. */
export async function changeCardStatus(
  tx: Tx<StaffActor>,
  id: string,
  status: 'lost' | 'closed',
  reason: string,
): Promise<void> {
  const card = await lockCard(tx, id)
  if (card.status === 'closed' || card.status === status) {
    throw refuse('state-conflict', card.status === 'closed' ? '这张卡已经销户。' : '这张卡已经登记挂失。')
  }
  await stopCard(tx, card, status, reason)
}

/** Writes that a locked card is lost or closed, with the evidence. */
export async function stopCard(
  tx: Tx<StaffActor>,
  card: Awaited<ReturnType<typeof lockCard>>,
  status: 'lost' | 'closed',
  reason: string,
): Promise<void> {
  await tx.db.updateTable('cards').set({ status }).where('id', '=', card.id).execute()
  audit(tx, `card.${status}`, card, { reason: scrub(reason) })
}

function audit(tx: Tx, action: string, card: { id: string; scope: string; student_id: string }, data: object): void {
  const { id: subjectId, scope } = card
  tx.audit({ action, subjectKind: 'card', subjectId, scope, data: { ...data, studentId: card.student_id } })
}
