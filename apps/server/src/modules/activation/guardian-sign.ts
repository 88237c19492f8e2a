import { type activation, type BodyOf, type ConsentPurpose, consentPurposes, type ReplyOf } from '@zhuxue/contracts'
import { ageGroupOf, studentCall } from '@zhuxue/policy'
import { consentText } from '@zhuxue/regions'
import { type Actor, found, newId, once, type Platform, refuse, systemClock, type Tx } from '../../platform/index.ts'
import { recordConsent } from './consents.ts'
import { findLink, type Link, tryKey } from './guardian-links.ts'
import { RateLimit } from './rate-limit.ts'

type AuthTx = Tx<Extract<Actor, { kind: 'auth' }>>
type Shown = ReplyOf<typeof activation.guardianLink>
type Opened = ReplyOf<typeof activation.openGuardianLink>

/** A village may share one address: enough for honest people, too little to walk through tokens or digits. */
const PER_ADDRESS = 60
const WINDOW_MS = 10 * 60_000
const limits = new WeakMap<Platform, RateLimit>()

function brake(platform: Platform, address: string): void {
  const limit = limits.get(platform) ?? new RateLimit(PER_ADDRESS, WINDOW_MS)
  limits.set(platform, limit)
  limit.take(address, systemClock.now())
}

const auth = <T>(platform: Platform, work: (tx: AuthTx) => Promise<T>): Promise<T> =>
  platform.transaction({ kind: 'auth' }, work)

/** What the first page of a link shows: not more than the SMS said. */
export async function showLink(platform: Platform, address: string, token: string): Promise<Shown> {
  brake(platform, address)
  return auth(platform, async (tx) => {
    const link = await findLink(tx, platform, token)
    const s = await about(tx, link)
    return {
      purpose: link.purpose,
      studentCall: studentCall(s.name),
      schoolName: s.school_name,
      expiresAt: link.expiresAt.toISOString(),
    }
  })
}

async function about(tx: AuthTx, link: Link) {
  return found(
    await tx.db
      .selectFrom('students as t')
      .innerJoin('classes as c', 'c.id', 't.class_id')
      .innerJoin('orgs as o', 'o.id', 't.school_id')
      .select(['t.name', 't.birth_date', 'c.name as class_name', 'o.name as school_name'])
      .where('t.id', '=', link.studentId)
      .executeTakeFirst(),
  )
}

const wrongKey = (text: string) => refuse('bad-request', text, { fields: [{ path: '/key', text }] })

/** Everything to be read before signing, for whoever knows the student's digits. */
export async function openLink(platform: Platform, address: string, token: string, key: string): Promise<Opened> {
  brake(platform, address)
  const wrong = await auth(platform, async (tx) => tryKey(tx, platform, await findLink(tx, platform, token, true), key))
  if (wrong) throw wrongKey(wrong)
  return auth(platform, async (tx) => {
    const link = await findLink(tx, platform, token)
    const s = await about(tx, link)
    const group = ageGroupOf(s.birth_date, tx.today)
    return {
      purpose: link.purpose,
      studentName: s.name,
      schoolName: s.school_name,
      className: s.class_name,
      lines: link.lines.map((l) => ({ ...l })),
      consents:
        link.purpose === 'consent'
          ? consentPurposes.map((purpose) => {
              const { purpose: _, ...text } = consentText(purpose, group, tx.today, 'guardian')
              return { purpose, text: { ...text, points: [...text.points] } }
            })
          : [],
    }
  })
}

/** The signature. The link is used up; the same request again gets the same answer. */
export async function signLink(
  platform: Platform,
  address: string,
  token: string,
  body: BodyOf<typeof activation.signGuardianLink>,
): Promise<{ ok: true }> {
  brake(platform, address)
  const guardian = { name: body.name.normalize('NFKC').trim(), relation: body.relation.trim() }
  const fields = [
    ...(guardian.name.length < 2 ? [{ path: '/name', text: '请填写您的姓名。' }] : []),
    ...(guardian.relation === '' ? [{ path: '/relation', text: '请填写您和孩子的关系，例如母亲。' }] : []),
  ]
  if (fields.length > 0) throw refuse('bad-request', fields[0]?.text, { fields })
  const { requestId, ...content } = body
  const request = {
    requestId,
    routeId: 'activation.sign-guardian-link',
    content: { digest: platform.crypto.derive(`guardian-sign:${token}:${JSON.stringify(content)}`) },
  }
  const wrong = await auth(platform, (tx) =>
    once(tx, platform.crypto, request, async (): Promise<string | null> => {
      const link = await findLink(tx, platform, token, true)
      const problem = await tryKey(tx, platform, link, body.key)
      if (problem) return problem
      const s = await about(tx, link)
      if (plain(guardian.name) === plain(s.name))
        throw refuse('bad-request', '签字的人不能是学生本人，请由监护人填写自己的姓名。', {
          fields: [{ path: '/name', text: '请填写监护人自己的姓名，不是孩子的姓名。' }],
        })
      await (link.purpose === 'consent'
        ? signConsents(tx, link, guardian, body.purposes ?? [])
        : signApplication(tx, link, guardian, body.agree))
      await tx.db
        .updateTable('guardian_links')
        .set({ ended_at: tx.now, end_reason: 'used' })
        .where('id', '=', link.id)
        .execute()
      return null
    }),
  )
  if (wrong) throw wrongKey(wrong)
  return { ok: true }
}

const plain = (name: string): string => name.replace(/[\s·•]/g, '')

interface Guardian {
  readonly name: string
  readonly relation: string
}

async function signConsents(
  tx: AuthTx,
  link: Link,
  guardian: Guardian,
  agreed: readonly ConsentPurpose[],
): Promise<void> {
  const by = { way: 'guardian-link', guardian } as const
  for (const purpose of consentPurposes) {
    const decision = agreed.includes(purpose) ? 'given' : 'refused'
    await recordConsent(tx, { studentId: link.studentId, purpose, decision, by })
  }
  const accepted = agreed.includes('data-processing')
  await tell(tx, link, {
    title: accepted ? '监护人已同意' : '监护人没有同意',
    body: accepted
      ? `${guardian.relation}${guardian.name}已看过告知书，现在可以接着激活账号。`
      : `${guardian.relation}${guardian.name}没有同意处理个人信息，资助请到学校用纸质材料办理。`,
    link: '/student/activate',
  })
}

async function signApplication(tx: AuthTx, link: Link, guardian: Guardian, agree: boolean | undefined): Promise<void> {
  if (agree === undefined) {
    throw refuse('bad-request', '请选择同意或不同意。', { fields: [{ path: '/agree', text: '请选择同意或不同意。' }] })
  }
  await tx.db
    .insertInto('guardian_signatures')
    .values({
      id: newId(),
      student_id: link.studentId,
      scope: link.scope,
      purpose: 'application',
      subject_id: link.subjectId,
      revision: link.revision,
      decision: agree ? 'agreed' : 'declined',
      name: guardian.name,
      relation: guardian.relation,
      way: 'link',
      link_id: link.id,
      at: tx.now,
    })
    .execute()
  tx.audit({
    action: agree ? 'guardian.signed' : 'guardian.declined',
    subjectKind: 'student',
    subjectId: link.studentId,
    scope: link.scope,
    data: { subjectId: link.subjectId, revision: link.revision, relation: guardian.relation, way: 'guardian-link' },
  })
  await tell(tx, link, {
    title: agree ? '监护人已签字' : '监护人没有同意申请',
    body: agree
      ? `${guardian.relation}${guardian.name}已为您的资助申请签字，学校继续办理。`
      : `${guardian.relation}${guardian.name}没有同意这份申请。请和家里商量，需要修改的可以撤回后重新提交，也可以联系班主任。`,
    link: '/student/applications',
  })
}

const tell = (tx: AuthTx, link: Link, m: { title: string; body: string; link: string }): Promise<void> =>
  tx.enqueue('notify', { studentIds: [link.studentId], kind: 'guardian', sms: null, ...m })
