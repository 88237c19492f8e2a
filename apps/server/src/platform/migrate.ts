import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { sm3 } from './crypto.ts'

/** The schema cannot be brought up to date; the text says what to do. */
export class MigrationError extends Error {}

const FOLDER = join(import.meta.dirname, '../../db/migrations')

/** What a migration run did. */
export interface Migrated {
  readonly applied: readonly string[]
  readonly already: number
}

/**
 * Brings the schema up to date: numbered plain SQL, each in its own transaction. The row of a migration is inserted
 * first, so of two servers starting at once one waits and then finds the work done. A changed old file is refused.
 */
export async function migrate(ownerUrl: string, appPassword: string): Promise<Migrated> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client
      .query(
        'create table if not exists schema_migrations (name text constraint schema_migrations_pkey primary key, sm3 text not null, applied_at timestamptz not null default now())',
      )
      .catch((e: { code?: string }) => {
        if (e.code !== '23505' && e.code !== '42P07') throw e // two installs at once
      })
    const done = new Map(
      (await client.query<{ name: string; sm3: string }>('select name, sm3 from schema_migrations')).rows.map((r) => [
        r.name,
        r.sm3,
      ]),
    )
    const applied: string[] = []
    for (const name of readdirSync(FOLDER)
      .filter((f) => f.endsWith('.sql'))
      .sort()) {
      const text = readFileSync(join(FOLDER, name), 'utf8')
      const before = done.get(name)
      if (before !== undefined) {
        if (before !== sm3(text))
          throw new MigrationError(
            `数据目录由另一个版本的程序建立（${name} 不同），没有改动任何数据。请用原来的版本启动；如果只是旧的演示数据，可删除数据目录后重新启动。`,
          )
        continue
      }
      await client.query('begin')
      try {
        const mine = await client.query(
          'insert into schema_migrations (name, sm3) values ($1, $2) on conflict do nothing',
          [name, sm3(text)],
        )
        if (mine.rowCount === 1) {
          await client.query(text)
          applied.push(name)
        }
        await client.query('commit')
      } catch (e) {
        await client.query('rollback')
        throw new MigrationError(`执行 ${name} 失败: ${(e as Error).message}`, { cause: e })
      }
    }
    await runMigrations({ connectionString: ownerUrl, logger: undefined as never })
    await client
      .query(`
      grant usage on schema graphile_worker to zhuxue_app;
      grant select, insert, update, delete on all tables in schema graphile_worker to zhuxue_app;
      grant usage, select on all sequences in schema graphile_worker to zhuxue_app;
      grant execute on all functions in schema graphile_worker to zhuxue_app;
      do $$
      declare t text;
      begin
        -- its tables come with row-level security and no policy: only the owner could take jobs
        for t in select c.relname from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
          and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'app') loop
          execute format('create policy app on graphile_worker.%I to zhuxue_app using (true) with check (true)', t);
        end loop;
      end $$;
      create or replace function enqueue_job(task text, payload json, job_key text, run_at timestamptz, queue text) returns void
        language sql volatile security definer set search_path = graphile_worker, pg_temp as
        $$ select graphile_worker.add_job(task, payload, queue_name := queue, run_at := run_at, job_key := job_key) $$;
      create or replace function enqueue_jobs(task text, payloads json) returns void
        language sql volatile security definer set search_path = graphile_worker, pg_temp as
        $$ select graphile_worker.add_jobs(array(
             select (task, p, null, null, null, null, null, null)::graphile_worker.job_spec from json_array_elements(payloads) p)) $$;
      revoke all on function enqueue_job(text, json, text, timestamptz, text), enqueue_jobs(text, json) from public;
      grant execute on function enqueue_job(text, json, text, timestamptz, text), enqueue_jobs(text, json) to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;
    `)
      .catch((e: { code?: string; message: string }) => {
        if (!/tuple concurrently updated/.test(e.message)) throw e
      })
    await client
      .query(`alter role zhuxue_app password '${appPassword.replace(/[^0-9a-f]/g, '')}'`)
      .catch((e: { message: string }) => {
        if (!/tuple concurrently updated/.test(e.message)) throw e
      })
    return { applied, already: done.size }
  } finally {
    await client.end()
  }
}

/** The application's own login for the same server and database. */
export function appUrl(ownerUrl: string, appPassword: string): string {
  const url = new URL(ownerUrl)
  url.username = 'zhuxue_app'
  url.password = appPassword
  return url.href
}
