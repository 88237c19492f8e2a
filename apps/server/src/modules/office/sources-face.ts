import { type FaceCaseKind, type FacePurpose, faceCaseKindTitles, facePurposeTitles } from '@zhuxue/contracts'
import { sql } from 'kysely'
import { type Source, source, type Waiting } from './source.ts'

interface CaseRow extends Waiting {
  readonly student_name: string
  readonly class_name: string
  readonly kind: FaceCaseKind
  readonly purpose: FacePurpose
}
interface ChangeRow extends Waiting {
  readonly school_name: string
  readonly proposed_by_name: string
}

/** Students whom a person of the school must see, and changes of where the school asks. */
export const faceSources: readonly Source[] = [
  source<CaseRow>({
    kind: 'face-case',
    title: '学生等待当面核验',
    permission: 'face.confirm',
    link: '/console/face-cases?status=waiting',
    // a code is handed over by the counsellor; whoever confirmed once waits for a colleague
    rows: (tx) => sql`select k.id, k.due_on, t.name as student_name, c.name as class_name, k.kind, k.purpose
      from face_cases k join students t on t.id = k.student_id join classes c on c.id = t.class_id
      where k.status = 'waiting' and (k.kind <> 'code' or ${tx.actor.role} = 'class-teacher')
        and (k.kind <> 'two-staff' or k.first_by is distinct from ${tx.actor.id}::uuid)`,
    item: (r) => ({
      title: `${r.student_name} · ${facePurposeTitles[r.purpose]}`,
      detail: `${r.class_name} · ${faceCaseKindTitles[r.kind]}`,
      link: '/console/face-cases?status=waiting',
    }),
  }),
  source<ChangeRow>({
    kind: 'face-settings',
    title: '核验环节变更待确认',
    permission: 'face.settings',
    link: '/console/face-settings',
    rows: (tx) => sql`select x.id, null::date as due_on, o.name as school_name, x.proposed_by_name
      from face_setting_changes x join orgs o on o.id = x.school_id
      where x.status = 'waiting' and x.proposed_by <> ${tx.actor.id}::uuid`,
    item: (r) => ({
      title: r.school_name,
      detail: `提出人 ${r.proposed_by_name}`,
      link: '/console/face-settings',
    }),
  }),
]
