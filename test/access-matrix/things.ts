import { randomUUID } from 'node:crypto'
import { draftOf, published } from '../../apps/server/src/modules/catalogue/catalogue-test-kit.ts'
import type { TestApp } from '../../apps/server/src/testing/app.ts'
import type { Place } from './generate.ts'

/** An award with an instalment and a payment item in the place's run, so that there is money to reach for. */
export async function fillMoney(t: TestApp, school: 'A' | 'B', place: Place): Promise<void> {
  const { scope } = t.world.students[`${school}1`] as { scope: string }
  const [award, instalment] = [randomUUID(), randomUUID()]
  place.item = randomUUID()
  const common = [place.student, place.school, scope]
  await t.owner.query(
    `insert into awards (id, application_id, student_id, school_id, scope, programme, term, payee, term_fen, created_at)
     values ($1, $5, $2, $3, $4, 'national-grant', '2026-autumn', 'student', 100, now())`,
    [award, ...common, place.application],
  )
  await t.owner.query(
    `insert into instalments (id, award_id, student_id, school_id, scope, programme, term, payee, period, amount_fen, due_on, term_ends_on)
     values ($1, $5, $2, $3, $4, 'national-grant', '2026-autumn', 'student', '2026-09', 100, '2026-09-15', '2027-01-31')`,
    [instalment, ...common, award],
  )
  await t.owner.query(
    `insert into payment_items (id, instalment_id, attempt, run_id, line_no, school_id, scope, student_id, payee, card_id, amount_fen, instruction_id, status)
     values ($1, $5, 1, $6, 1, $3, $4, $2, 'student', $7, 100, $8, 'in-run')`,
    [place.item, ...common, instalment, place.run, place.card, randomUUID()],
  )
}

/** An open objection against the first name of the place's notice. */
export async function fillObjection(t: TestApp, place: Place): Promise<void> {
  place.objection = randomUUID()
  await t.owner.query(
    `insert into objections (id, objection_no, notice_id, entry_no, application_id, scope, text, received_at, ack_due_on, decide_due_on)
     select $1, 'YY-MATRIX', notice_id, no, application_id, scope, '情况不实，请核实', now(), '2026-09-10', '2026-09-15'
     from notice_entries where notice_id = $2 order by no limit 1`,
    [place.objection, place.notice],
  )
}

/** A try, a case that waits for two members of staff, a proposed change of settings and a photo for the roll. */
export async function fillFace(t: TestApp, school: 'A' | 'B', place: Place): Promise<void> {
  const { scope } = t.world.students[`${school}1`] as { scope: string }
  ;[place.faceCheck, place.faceCase, place.faceChange] = [randomUUID(), randomUUID(), randomUUID()]
  const student = [place.student, place.school, scope]
  await t.owner.query(
    `insert into face_checks (id, student_id, school_id, scope, session_id, purpose, provider, token, steps, consent_id, started_at, expires_at)
     values ($4, $1, $2, $3, $5, 'application', 'certified', $6, '{}', 'c', now(), now() + interval '5 minutes')`,
    [...student, place.faceCheck, randomUUID(), `matrix-${school}`],
  )
  await t.owner.query(
    `insert into face_cases (id, student_id, school_id, scope, session_id, purpose, kind, opened_at)
     values ($4, $1, $2, $3, $5, 'application', 'two-staff', now())`,
    [...student, place.faceCase, randomUUID()],
  )
  await t.owner.query(
    `insert into face_setting_changes (id, school_id, scope, purposes, reason, proposed_by, proposed_by_name, proposed_at)
     values ($1, $2, $3, '{application}', '试点', $4, '提出人', now())`,
    [place.faceChange, place.school, t.world.schools[school].path, randomUUID()],
  )
  place.thresholdChange = randomUUID()
  await t.owner.query(
    `insert into hardship_threshold_changes (id, school_id, scope, severe, moderate, mild, reason, proposed_by, proposed_by_name, proposed_at)
     values ($1, $2, $3, 70, 50, 30, '评审后调整', $4, '提出人', now())`,
    [place.thresholdChange, place.school, t.world.schools[school].path, randomUUID()],
  )
  const key = await t.platform.files.put(Buffer.from('photo'))
  await t.owner.query(
    `insert into id_photos (student_id, scope, storage_key, width, height, sm3, taken_at) values ($1, $2, $3, 1, 1, '', now())`,
    [place.student, scope, key],
  )
}

/** A programme that the school published for a coming term, and a draft that is still being written. */
export async function fillRules(t: TestApp, school: 'A' | 'B', place: Place): Promise<void> {
  const officer = await t.as('aid-officer', school)
  const grant = 'yunnan-national-grant-2025'
  place.ruleVersion = (await published(officer, await t.as('principal', school), grant, () => undefined)).id
  place.ruleDraft = (await draftOf(officer, grant, () => undefined)).id
}
