-- 我的信息: exports a student asked for, and written answers to requests for deletion (个人信息保护法 45–50).

create table data_exports (
  id uuid constraint data_exports_pkey primary key,
  student_id uuid not null constraint data_exports_student_fkey references students (id),
  scope text collate "C" not null,
  session_id uuid not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table data_exports is 'A right to download for ten minutes in one session; the content is made at the download and kept nowhere.';
create index data_exports_student_idx on data_exports (student_id, id);

create table erasure_answers (
  id uuid constraint erasure_answers_pkey primary key,
  student_id uuid not null constraint erasure_answers_student_fkey references students (id),
  scope text collate "C" not null,
  reference_no text not null constraint erasure_answers_reference_key unique,
  at timestamptz not null,
  group_key text not null,
  title text not null,
  outcome text not null constraint erasure_answers_outcome_check check (outcome in ('refused', 'done')),
  answer text not null,
  legal_basis text,
  kept_until text,
  -- 拒绝请求的, 应当书面告知并说明理由 (个人信息保护法 50, 未成年人网络保护条例 34)
  constraint erasure_answers_reason_check check (outcome = 'done' or (legal_basis is not null and kept_until is not null))
);
comment on table erasure_answers is 'Written answers to requests for deletion; append-only.';
create index erasure_answers_student_idx on erasure_answers (student_id, id);

create sequence erasure_serial;
grant usage on sequence erasure_serial to zhuxue_student;

do $$
declare t text;
begin
  foreach t in array array['data_exports', 'erasure_answers'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format('create policy own on %I to zhuxue_student using (student_id = nullif(current_setting(''app.student'', true), '''')::uuid)', t);
  end loop;
end $$;
grant select, insert on data_exports, erasure_answers to zhuxue_student;
grant select on data_exports, erasure_answers to zhuxue_worker;
