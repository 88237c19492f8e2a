import { randomBytes, randomUUID } from 'node:crypto'
import { draftOf, published } from '../../apps/server/src/modules/catalogue/catalogue-test-kit.ts'
import { sha256 } from '../../apps/server/src/platform/index.ts'
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

/** Around the account: roll data said to be wrong, a signed paper, an alert, a guardian's link, a card said to be lost. */
export async function fillAccounts(t: TestApp, school: 'A' | 'B', place: Place): Promise<void> {
  const { scope, name } = t.world.students[`${school}1`] as { scope: string; name: string }
  ;[place.rollReport, place.paper] = [randomUUID(), randomUUID()]
  ;[place.alert, place.cardReport] = [randomUUID(), randomUUID()]
  const seal = (text: string, aad: string) => t.platform.crypto.encrypt(text, aad)
  await t.owner.query(
    `insert into roll_reports (id, student_id, school_id, scope, field, claimed_enc, note, created_at, due_on)
     values ($1, $2, $3, $4, 'ethnicity', $5, $6, now(), '2026-09-08')`,
    [
      place.rollReport,
      place.student,
      place.school,
      scope,
      seal(name, `roll_reports.claimed:${place.rollReport}`),
      name,
    ],
  )
  await t.owner.query(
    `insert into paper_consents (id, student_id, scope, decisions, guardian_name, guardian_relation, entered_by, entered_by_name, entered_at)
     values ($1, $2, $3, '[]', $4, '母亲', $5, '登记人', now())`,
    [place.paper, place.student, scope, name, randomUUID()],
  )
  await t.owner.query(
    `insert into activation_alerts (id, scope, signal, origin_hash, label, first_at, last_at, student_ids, due_on)
     values ($1, $2, 'device', 'matrix', $3, now(), now(), array[$4::uuid], '2026-09-08')`,
    [place.alert, t.world.schools[school].path, name, place.student],
  )
  await t.owner.query(
    `insert into card_reports (id, student_id, card_id, school_id, scope, kind, note, created_at, due_on)
     values ($1, $2, $3, $4, $5, 'lost', $6, now(), '2026-09-08')`,
    [place.cardReport, place.student, place.card, place.school, scope, name],
  )
  // whoever holds the link still has to know digits of the student: the link alone opens nothing
  const link = randomUUID()
  place.guardianToken = randomBytes(16).toString('base64url')
  await t.owner.query(
    `insert into guardian_links (id, token_hash, student_id, scope, purpose, subject_id, revision, content_enc, tail_hash, birth_hash, created_at, expires_at)
     values ($1, $2, $3, $4, 'consent', $3, 1, $5, '', '', now(), now() + interval '7 days')`,
    [
      link,
      sha256(place.guardianToken),
      place.student,
      scope,
      seal(JSON.stringify([{ label: '学生', value: name }]), `guardian_links.content:${link}`),
    ],
  )
}

/** A programme of the school's own with somebody's application, a paper and a hand-out; after {@link fillRules}. */
export async function fillCampus(t: TestApp, school: 'A' | 'B', place: Place): Promise<void> {
  const { scope, name } = t.world.students[`${school}1`] as { scope: string; name: string }
  const { path } = t.world.schools[school]
  place.campusRound = randomUUID()
  place.campusApplication = randomUUID()
  place.campusPaper = randomUUID()
  place.campusHandout = randomUUID()
  await t.owner.query(
    `insert into campus_rounds (id, school_id, scope, programme, title, term, period, version, steps, reviews, noticed, places,
       opens_on, closes_on, closes_at, opened_by, opened_by_name, opened_at)
     select $1, $2, $3, programme, title, '2026-autumn', '2026-autumn', version, $4, 2, false, 2,
       '2026-09-01', '2026-09-15', '2026-09-15T16:00:00Z', $5, '资助专干', now() from rule_versions where id = $6`,
    [
      place.campusRound,
      place.school,
      path,
      JSON.stringify([
        { kind: 'review', id: 'class-check', title: '班主任初审', owner: '班主任', role: 'class-teacher' },
        { kind: 'list', id: 'committee', title: '学校评审', owner: '领导小组', role: 'aid-committee' },
      ]),
      randomUUID(),
      place.ruleVersion,
    ],
  )
  const form = { statement: name, papers: [], promise: true, signature: name }
  await t.owner.query(
    `insert into campus_applications (id, school_id, scope, student_id, round_id, programme, period, policy_version, reviews, noticed,
       reference_no, status, step, outcome, award_fen, payee, decision, form_enc, form_revision, submitted_at, passed_by, awarded_at)
     select $1, school_id, $2, $3, id, programme, period, version, reviews, noticed,
       'X-' || $4, 'awarded', 2, 'competes', 100, 'student', '{}', $5, 1, now(), array[gen_random_uuid(), gen_random_uuid()], now()
     from campus_rounds where id = $6`,
    [
      place.campusApplication,
      scope,
      place.student,
      school,
      t.platform.crypto.encrypt(JSON.stringify(form), `campus_applications.form:${place.campusApplication}:1`),
      place.campusRound,
    ],
  )
  await t.owner.query(
    `insert into campus_papers (id, student_id, school_id, scope, round_id, document, file_key, size, sm3, uploaded_at, application_id)
     values ($1, $2, $3, $4, $5, 'identity', $6, 1, '', now(), $7)`,
    [
      place.campusPaper,
      place.student,
      place.school,
      scope,
      place.campusRound,
      await t.platform.files.put(Buffer.from('paper')),
      place.campusApplication,
    ],
  )
  await t.owner.query(
    `insert into campus_handouts (id, application_id, student_id, school_id, scope, period, amount_fen, payee)
     values ($1, $2, $3, $4, $5, '2026-autumn', 100, 'student')`,
    [place.campusHandout, place.campusApplication, place.student, place.school, scope],
  )
}

/** A programme that the school published for a coming term, and a draft that is still being written. */
export async function fillRules(t: TestApp, school: 'A' | 'B', place: Place): Promise<void> {
  const officer = await t.as('aid-officer', school)
  const grant = 'yunnan-national-grant-2025'
  const version = await published(officer, await t.as('principal', school), grant, () => undefined)
  place.ruleVersion = version.id
  place.versionName = version.version
  place.ruleDraft = (await draftOf(officer, grant, () => undefined)).id
}
