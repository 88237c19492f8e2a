create table notifications (
  id uuid constraint notifications_pkey primary key,
  student_id uuid not null constraint notifications_student_fkey references students (id),
  scope text collate "C" not null,
  kind text not null,
  title text not null,
  body text not null,
  link text,
  created_at timestamptz not null,
  read_at timestamptz
);
create index notifications_student_idx on notifications (student_id, id);

create table sms_outbox (
  id uuid constraint sms_outbox_pkey primary key,
  student_id uuid not null,
  phone_enc bytea not null,
  text text not null,
  status text not null default 'queued' constraint sms_outbox_status_check check (status in ('queued', 'sent', 'failed')),
  attempts integer not null default 0,
  created_at timestamptz not null,
  sent_at timestamptz,
  provider text,
  provider_id text,
  last_error text
);
create index sms_outbox_queued_idx on sms_outbox (id) where status = 'queued';

create table audit_events (
  chain text collate "C" not null,
  seq bigint not null constraint audit_events_seq_check check (seq > 0),
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  actor_role text not null,
  action text not null,
  subject_kind text not null,
  subject_id uuid,
  scope text collate "C" not null,
  data text not null,
  prev_hash text not null,
  hash text not null,
  constraint audit_events_pkey primary key (chain, seq)
);
comment on table audit_events is '审计: append-only, hash-chained with SM3 per school; data is canonical JSON text, so that what was hashed is what is stored.';
create index audit_events_subject_idx on audit_events (subject_id) where subject_id is not null;
create index audit_events_scope_idx on audit_events (scope, at);
create index audit_events_at_idx on audit_events (at, chain, seq); -- look-up, newest first

create table audit_heads (
  chain text collate "C" constraint audit_heads_pkey primary key,
  seq bigint not null,
  hash text not null
);

alter table notifications enable row level security;
create policy worker_all on notifications to zhuxue_worker using (true);
create policy own on notifications to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid);
create policy in_scope on notifications for insert to zhuxue_staff
  with check (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
alter table sms_outbox enable row level security;
create policy worker_all on sms_outbox to zhuxue_worker using (true);
create policy add on sms_outbox for insert to zhuxue_staff, zhuxue_student with check (status = 'queued');
alter table audit_events enable row level security;
create policy add on audit_events for insert to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public with check (true);
create policy worker_all on audit_events to zhuxue_worker using (true);
create policy in_scope on audit_events for select to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));

grant insert on notifications to zhuxue_staff, zhuxue_student, zhuxue_worker;
grant select on notifications to zhuxue_student, zhuxue_worker;
grant update (read_at) on notifications to zhuxue_student;
grant insert on sms_outbox to zhuxue_staff, zhuxue_student, zhuxue_worker;
grant select, update on sms_outbox to zhuxue_worker;
grant insert on audit_events to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;
grant select on audit_events to zhuxue_staff, zhuxue_worker;
grant select, insert, update on audit_heads to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;
