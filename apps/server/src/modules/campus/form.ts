import type { campus } from '@zhuxue/contracts'
import type { Static } from 'typebox'
import { found, type Platform, type Tx } from '../../platform/index.ts'
import { formLines } from '../applications/index.ts'

export type CampusForm = Static<typeof campus.CampusAnswers>

/** Binds the ciphertext to its application and revision: it opens nowhere else. */
export const formPlaceOf = (id: string, revision: number): string => `campus_applications.form:${id}:${revision}`

/** The form of an application as it was submitted last. */
export async function formOf(tx: Tx, platform: Platform, id: string): Promise<CampusForm> {
  const row = found(
    await tx.db
      .selectFrom('campus_applications')
      .select(['form_enc', 'form_revision'])
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  return JSON.parse(platform.crypto.decrypt(row.form_enc, formPlaceOf(id, row.form_revision))) as CampusForm
}

/** The form in words, without the papers (they are listed beside it). */
export const campusFormLines = (form: CampusForm): { label: string; value: string }[] => [
  { label: '申请理由', value: form.statement },
  ...formLines(form.family ?? {}, null, new Map()).map(({ label, value }) => ({ label, value })),
  { label: '承诺', value: '已承诺所填内容真实' },
  { label: '本人签名', value: form.signature },
]
