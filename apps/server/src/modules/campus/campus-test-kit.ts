import { campus, catalogue } from '@zhuxue/contracts'
import type { Client, TestApp } from '../../testing/app.ts'
import { photo } from '../../testing/student-kit.ts'
import { type Definition, publish, save, submit } from '../catalogue/catalogue-test-kit.ts'

const VALUES = {
  title: '寒冬助学金',
  summary: '资助家庭经济困难学生过冬。',
  from: '2026-autumn',
  source: '官渡职业中专资助管理办法（2026）',
  places: 2,
  amount: 801,
  levels: ['severe', 'moderate', 'mild'],
  publicity: true,
}

/** One more step than the template has, taken by the aid office. */
export const EXTRA_STEP = { id: 'department-check', role: 'aid-officer', owner: '专业部主任', title: '专业部审核' }

/** A programme of school A filled in from a template by the officer and published by the principal; its code. */
export async function ownProgramme(
  t: TestApp,
  options: { source?: string; values?: object; edit?: (d: Definition) => void } = {},
): Promise<string> {
  const officer = await t.as('aid-officer')
  const made = await officer.call(catalogue.createDraft, {
    body: {
      from: 'template',
      source: options.source ?? 'school-grant',
      title: null,
      values: { ...VALUES, ...options.values },
    },
  })
  if (made.status !== 200) throw new Error(JSON.stringify(made.body))
  let draft = (await officer.call(catalogue.getDraft, { params: { id: made.body.id } })).body
  if (options.edit) {
    const saved = await save(officer, draft, options.edit)
    if (saved.status !== 200) throw new Error(JSON.stringify(saved.body))
    draft = saved.body
  }
  const sent = await submit(officer, draft)
  if (sent.status !== 200) throw new Error(JSON.stringify(sent.body))
  const done = await publish(await t.as('principal'), sent.body)
  if (done.status !== 200) throw new Error(JSON.stringify(done.body))
  return draft.programme
}

/** Opens the round of school A for a programme; id. */
export async function openOwn(t: TestApp, programme: string, places: number | null = 2): Promise<string> {
  const officer = await t.as('aid-officer')
  const r = await officer.call(campus.openCampusRound, {
    body: { programme, term: '2026-autumn', opensOn: '2026-09-01', closesOn: '2026-09-15', places },
  })
  if (r.status !== 200) throw new Error(JSON.stringify(r.body))
  return r.body.id
}

export async function uploadPaper(student: Client, roundId: string, document = 'identity'): Promise<string> {
  const r = await student.call(campus.uploadCampusPaper, {
    params: { id: roundId },
    body: { document },
    file: { name: 'a.jpg', content: await photo() },
  })
  if (r.status !== 200) throw new Error(JSON.stringify(r.body))
  return r.body.id
}

/** Applies as a student of the test world; the reply. */
export async function applyAs(t: TestApp, key: string, roundId: string, family?: object) {
  const student = await t.asStudent(key)
  const papers = [await uploadPaper(student, roundId)]
  const answers = {
    statement: '父亲生病，家里收入减少，希望得到学校的帮助。',
    papers,
    promise: true,
    signature: t.world.students[key]?.name ?? '',
    ...(family ? { family } : {}),
  }
  const { body: form } = await student.call(campus.campusForm, { params: { id: roundId } })
  const reply = await student.call(campus.applyCampus, {
    params: { id: roundId },
    body: { revision: form.revision, answers },
  })
  return { student, answers, reply }
}

/** Hardship of 2026-2027 decided for a student. */
export const decideLevel = (t: TestApp, student: string, level: 'severe' | 'moderate' | 'mild', score: number) =>
  t.owner.query(
    `insert into hardship_determinations (id, student_id, school_id, scope, academic_year, model, model_level, score, evidence, evidence_text,
       proposed_level, proposal_reason, proposed_by, proposed_by_name, proposed_at, status, level, decided_by, decided_by_name, decided_at)
     select gen_random_uuid(), id, school_id, scope, '2026-2027', 'm', $2, $3, '[]', '', $2, '', gen_random_uuid(), '甲', now(), 'decided', $2, gen_random_uuid(), '乙', now()
     from students where id = $1`,
    [t.world.students[student]?.id, level, score],
  )

/** One office passes (or does something else with) one application as it stands now. */
export async function act(who: Client, id: string, action: 'pass' | 'return' | 'reject' = 'pass', more: object = {}) {
  const { body } = await who.call(campus.getCampusApplication, { params: { id } })
  return who.call(campus.actOnCampus, {
    params: { id },
    body: { revision: body.revision ?? 0, action, reason: '', ...more },
  })
}
