import { type HardshipLevel, hardshipTitles } from '@zhuxue/contracts'
import { academicYearOf, parseTerm } from '@zhuxue/policy'
import { hashPassword } from '../modules/identity/index.ts'
import { newId, type Platform, type Tx } from '../platform/index.ts'
import { DEMO_START, demoWorld } from './demo-world.ts'
import { insertWorld } from './insert.ts'
import { personaCases, personaHardship } from './personas.ts'
import type { World } from './rows.ts'

/** Password of every shown demo account; the log-in pages of the demo say so themselves. */
export const DEMO_PASSWORD = 'Demo-2026-Kunming'

/** Personas offered on the student log-in page of the demo, with what they show. */
const SHOWN: [persona: string, note: string][] = [
  ['C01', '涉农专业：助学金、免学费都可以享受'],
  ['C06', '寻甸农村：连片地区自动享受助学金'],
  ['C27', '城市家庭困难：名额内评审'],
  ['C07', '县城户籍：只享受免学费，看看为什么'],
  ['C26', '暂不符合：看看每一条原因'],
  ['C37', '休学期间'],
]

/** Loads the demo world into an empty database, once; returns false when it is already there. */
export async function loadDemoWorld(platform: Platform): Promise<boolean> {
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  return platform.transaction({ kind: 'worker', name: '演示数据' }, async (tx) => {
    const there = await tx.db.selectFrom('app_state').select('value').where('key', '=', 'demo-world').executeTakeFirst()
    if (there) return false
    const start = new Date(DEMO_START)
    const { world, showStaff, newcomers } = demoWorld(passwordHash)
    await insertWorld(tx.db, platform.crypto, world, start)
    await insertPersonaHardship(tx, world, start)
    await insertFaceSettings(tx, world, start)
    const students = [
      ...SHOWN.flatMap(([persona, note]) => {
        const s = world.students.find((x) => x.persona === persona)
        return s ? [{ name: s.name, idNumber: s.idNumber, password: DEMO_PASSWORD, note }] : []
      }),
      ...newcomers.map((n) => ({ ...n, password: DEMO_PASSWORD })),
    ]
    const staff = showStaff.map((s) => ({ ...s, password: DEMO_PASSWORD }))
    const offsetMs = start.getTime() - Date.now()
    for (const [key, value] of [
      ['demo-world', '1'],
      ['demo-accounts', JSON.stringify({ students, staff })],
      ['clock-offset-ms', String(offsetMs)],
    ] as const) {
      await tx.db.insertInto('app_state').values({ key, value }).execute()
    }
    return true
  })
}

/** Schools of the demo that ask who somebody is; the schools whose story is played by itself do not. */
const ASKING_SCHOOLS = ['S1002', 'S1006']

async function insertFaceSettings(tx: Tx, world: World, at: Date): Promise<void> {
  const asking = world.orgs.filter((o) => o.kind === 'school' && ASKING_SCHOOLS.includes(o.code))
  const purposes = ['application', 'change-phone', 'change-card']
  await tx.db
    .insertInto('face_settings')
    .values(asking.map((o) => ({ school_id: o.id, scope: o.path, purposes, decided_at: at })))
    .execute()
}

/** The level in a persona's facts becomes a decided determination of her own school year and of the demo's. */
async function insertPersonaHardship(tx: Tx, world: World, at: Date): Promise<void> {
  const two = [newId(), newId()] as const
  const rows = personaCases().flatMap((c) => {
    const s = world.students.find((x) => x.persona === c.id)
    const level = personaHardship(c)
    const term = parseTerm(c.term)
    if (!s || level === null || term === null) return []
    return [...new Set([academicYearOf(term), '2026-2027'])].map((year) => hardshipRow(s, level, year, at, two))
  })
  await tx.db.insertInto('hardship_determinations').values(rows).execute()
}

function hardshipRow(
  s: World['students'][number],
  level: HardshipLevel,
  year: string,
  at: Date,
  two: readonly [string, string],
) {
  return {
    id: newId(),
    student_id: s.id,
    school_id: s.schoolId,
    scope: s.scope,
    academic_year: year,
    model: 'demo-import',
    model_level: level,
    evidence: '[]',
    evidence_text: '演示数据：上一学年认定结果',
    proposed_level: level,
    proposal_reason: '演示数据',
    proposed_by: two[0],
    proposed_by_name: '演示班主任',
    proposed_at: at,
    status: 'decided',
    level,
    decision_reason: `认定为${hardshipTitles[level]}`,
    decided_by: two[1],
    decided_by_name: '演示资助专干',
    decided_at: at,
  }
}
