import type pg from 'pg'

/** A column of ciphertexts and how its rows are found and bound. */
export interface EncryptedColumn {
  readonly table: string
  readonly name: string
  readonly key: readonly string[]
  readonly types: readonly string[]
  /** the column's name in the AAD: without _enc unless said otherwise below */
  readonly label: string
  /** columns whose values are in the AAD, in order: the primary key unless said otherwise below */
  readonly place: readonly string[]
}

/** Places bound otherwise than by the rule. */
const EXCEPTIONS: Readonly<Record<string, Partial<Pick<EncryptedColumn, 'label' | 'place'>>>> = {
  'face_templates.template_enc': { place: ['student_id', 'model_id'] },
  'roll_changes.old_value_enc': { label: 'old' },
  'roll_changes.new_value_enc': { label: 'new' },
}

/**
 * Every column of ciphertexts, found by our naming rule: `x_enc` of table `t` is bound to 't.x:' and the primary key.
 * A new table is rotated without being registered anywhere.
 */
export async function encryptedColumns(owner: pg.Client): Promise<EncryptedColumn[]> {
  const { rows } = await owner.query<{ table: string; name: string; key: string[]; types: string[] }>(`
    select c.relname as table, a.attname as name,
      array_agg(k.attname::text order by array_position(i.indkey::int2[], k.attnum)) as key,
      array_agg(format_type(k.atttypid, null) order by array_position(i.indkey::int2[], k.attnum)) as types
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attname like '%\\_enc' and a.atttypid = 'bytea'::regtype and not a.attisdropped
    join pg_index i on i.indrelid = c.oid and i.indisprimary
    join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey::int2[])
    where c.relkind = 'r'
    group by c.relname, a.attname, i.indkey
    order by 1, 2`)
  return rows.map((r) => ({
    ...r,
    label: r.name.replace(/_enc$/, ''),
    place: r.key,
    ...EXCEPTIONS[`${r.table}.${r.name}`],
  }))
}
