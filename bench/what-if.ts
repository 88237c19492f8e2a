/**
 * Benchmark of 影响测算 (what-if) on a roll in a real PostgreSQL, through the real route: `node bench/what-if.ts [students]`
 * (default 100,000; about half a minute). Three changes of the National Grant: an amount, a route less, a route over household
 * registers more. Prints how long the whole answer takes.
 */

import { draftOf } from '../apps/server/src/modules/catalogue/catalogue-test-kit.ts'
import { testApp } from '../apps/server/src/testing/app.ts'
import { catalogue } from '../packages/contracts/src/index.ts'

const STUDENTS = Number(process.argv[2] ?? 100_000)
const SCHOOLS = 60
const t = await testApp()
const school = t.world.schools.A.id

await t.owner.query(
  `insert into orgs (id, parent_id, kind, line, code, name, path, school_kind, county_code)
   select gen_random_uuid(), parent_id, kind, line, 'bench' || n, '测算学校' || n, regexp_replace(path, '[^/]+/$', '') || 'bench' || n || '/',
     school_kind, (array['530102', '530111', '530113', '530128', '530129', '530181'])[1 + n % 6]
   from orgs, generate_series(1, $2::int) n where id = $1`,
  [school, SCHOOLS],
)
// a class is an organisation too
await t.owner.query(
  `insert into orgs (id, parent_id, kind, line, code, name, path)
   select gen_random_uuid(), id, 'class', line, 'class-' || code, '测算班', path || 'class/' from orgs where code like 'bench%'`,
)
await t.owner.query(
  `insert into classes (id, school_id, scope, name, entry_year, stage, major_name, major_code, agriculture, performing, opera)
   select o.id, o.parent_id, o.path, '测算班', c.entry_year, c.stage, c.major_name, c.major_code, c.agriculture, c.performing, c.opera
   from orgs o, (select * from classes where school_id = $1 limit 1) c where o.code like 'class-bench%'`,
  [school],
)
await t.owner.query(
  `insert into students (id, school_id, class_id, scope, name, gender, birth_date, ethnicity, roll_number_enc, id_number_enc, id_number_bidx,
     roll_status, study_mode, at_school, on_internship, stage, grade, major_name, agriculture, performing, opera, hukou_county,
     hukou_area_type, entered_on, roll_as_of)
   select gen_random_uuid(), c.school_id, c.id, c.scope, '测试' || n, s.gender, s.birth_date, s.ethnicity, '\\x00', '\\x00', '\\x00',
     case when n % 41 = 0 then 'suspended' else 'on-roll' end, s.study_mode, n % 13 > 0, n % 5 = 0, s.stage, 1 + n / 7 % 3, s.major_name,
     n % 6 = 0, n % 29 = 0, n % 61 = 0,
     (array['530102', '530113', '530128', '530129', '530181', '532301', '532324', '532823', '533401', '430102'])[1 + n / 11 % 10],
     (array['urban', 'county-seat', 'rural', 'town'])[1 + n / 3 % 4], s.entered_on, s.roll_as_of
   from generate_series(1, $2::int) n
     join (select *, row_number() over (order by id) as place from classes where name = '测算班') c on c.place = 1 + n % $3
     cross join (select * from students where school_id = $1 limit 1) s`,
  [school, STUDENTS, SCHOOLS],
)
await t.owner.query(
  `insert into household_registers (id, student_id, scope, register, risk_eliminated, valid_from, source, source_document, as_of)
   select gen_random_uuid(), id, scope, (array['lifted-out-of-poverty', 'dibao', 'orphan', 'disabled'])[1 + length(name) % 4],
     false, '2026-01-01', 'department-match', '测算数据', '2026-01-01' from students where name like '测试%' and right(name, 1) in ('1', '2')`,
)
await t.owner.query(
  `insert into hardship_determinations (id, student_id, school_id, scope, academic_year, model, model_level, evidence, evidence_text,
     proposed_level, proposal_reason, proposed_by, proposed_by_name, proposed_at, status, level, decided_by, decided_by_name, decided_at)
   select gen_random_uuid(), id, school_id, scope, '2026-2027', 'm', 'mild', '[]', '', 'mild', '', gen_random_uuid(), '甲', now(), 'decided', 'mild', gen_random_uuid(), '乙', now()
   from students where name like '测试%' and right(name, 1) in ('3', '4')`,
)
await t.owner.query('analyze')

const city = await t.as('city-aid')
const time = async (what: string, edit: Parameters<typeof draftOf>[2]) => {
  const draft = await draftOf(city, 'yunnan-national-grant-2025', edit)
  const times: number[] = []
  let said = ''
  for (let round = 0; round < 3; round += 1) {
    const from = performance.now()
    const { status, body } = await city.call(catalogue.whatIf, { params: { id: draft.id }, query: {} })
    times.push((performance.now() - from) / 1000)
    if (status !== 200) throw new Error(JSON.stringify(body))
    const { gain, lose, more, less } = body.changes
    said = `${body.students.toLocaleString('en')} students of ${body.schools} schools | +${gain} −${lose} ↑${more} ↓${less}`
  }
  const [middle = 0] = times.sort((a, b) => a - b).slice(1, 2)
  console.log(`| ${what} | ${middle.toFixed(2)} s | ${said} |`)
}
console.log('| change of the National Grant | answer | roll | who changes |\n|---|---|---|---|')
await time('amount 2300 → 2500', (d) => {
  d.amounts[0].yearFen = 250_000
})
await time('route of poor rural counties dropped', (d) => {
  d.routes = d.routes.filter((route: { id: string }) => route.id !== 'poor-rural')
})
await time('a new open route over household registers', (d) => {
  d.routes.push({
    id: 'bench-registers',
    title: '登记家庭',
    places: 'open',
    condition: {
      id: 'route.bench-registers',
      fact: 'household.registers',
      test: { op: 'has-any', values: ['lifted-out-of-poverty', 'dibao', 'orphan', 'disabled'] },
      text: { met: '属于登记家庭', failed: '不属于登记家庭', unknown: '家庭登记情况需核实' },
      source: '性能测试',
    },
  })
})
await t.close()
process.exit(0)
