-- What a list can be about: rounds and applications of the state's programmes, and those of a school's own (0020).
create table notice_subjects (
  id uuid constraint notice_subjects_pkey primary key,
  kind text not null constraint notice_subjects_kind_check check (kind in ('round', 'application', 'campus-round', 'campus-application'))
);
comment on table notice_subjects is 'Ids only, written by triggers: one place for the foreign keys of notices and objections.';
create function note_notice_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into notice_subjects (id, kind) values (new.id, tg_argv[0]);
  return new;
end $$;
revoke all on function note_notice_subject() from public;
create trigger rounds_subject after insert on rounds for each row execute function note_notice_subject('round');
create trigger applications_subject after insert on applications for each row execute function note_notice_subject('application');

create table public_notices (
  id uuid constraint public_notices_pkey primary key,
  school_id uuid not null constraint public_notices_school_fkey references orgs (id),
  scope text collate "C" not null,
  round_id uuid not null constraint public_notices_round_fkey references notice_subjects (id),
  programme text not null,
  term text not null,
  title text not null,
  note text not null,
  published_at timestamptz not null,
  publish_day date not null,
  last_day date not null,
  retract_at timestamptz not null,
  provisional boolean not null,
  state text not null default 'live' constraint public_notices_state_check check (state in ('live', 'ended', 'taken-down')),
  ended_at timestamptz,
  take_down_reason text,
  snapshot text not null,
  snapshot_sm3 text not null,
  published_by uuid not null,
  published_by_name text not null,
  constraint public_notices_period_check check (last_day > publish_day and retract_at > published_at),
  constraint public_notices_take_down_check check (state <> 'taken-down' or take_down_reason is not null)
);
comment on table public_notices is '公示: at least 5 working days (S1 四(四), S3(七)); snapshot is the sealed copy for the archive.';
create unique index public_notices_one_live on public_notices (round_id, programme) where state = 'live';
create index public_notices_scope_idx on public_notices (scope, id);
create index public_notices_state_idx on public_notices (state, retract_at);

create table notice_entries (
  notice_id uuid not null constraint notice_entries_notice_fkey references public_notices (id),
  no integer not null,
  application_id uuid not null constraint notice_entries_application_fkey references notice_subjects (id),
  scope text collate "C" not null,
  name text not null,
  class_name text not null,
  major_name text not null,
  grade integer not null,
  removed boolean not null default false,
  constraint notice_entries_pkey primary key (notice_id, no),
  constraint notice_entries_once unique (notice_id, application_id)
);

create table objections (
  id uuid constraint objections_pkey primary key,
  objection_no text not null constraint objections_no_key unique,
  notice_id uuid not null,
  entry_no integer not null,
  application_id uuid not null constraint objections_application_fkey references notice_subjects (id),
  scope text collate "C" not null,
  name_enc bytea,
  contact_enc bytea,
  text text not null,
  received_at timestamptz not null,
  ack_due_on date not null,
  decide_due_on date not null,
  state text not null default 'open' constraint objections_state_check check (state in ('open', 'upheld', 'dismissed')),
  decision text,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  constraint objections_entry_fkey foreign key (notice_id, entry_no) references notice_entries (notice_id, no),
  constraint objections_decided_check check ((state = 'open') = (decided_by is null))
);
create index objections_scope_idx on objections (scope, state, id);
create index objections_application_idx on objections (application_id);

do $$
declare t text;
begin
  foreach t in array array['public_notices', 'notice_entries', 'objections'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format($p$create policy in_scope on %I to zhuxue_staff
      using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))$p$, t);
  end loop;
end $$;
-- a class teacher's scope is her class, a notice belongs to her school: read only
create policy own_school on public_notices for select to zhuxue_staff using (scope = nullif(current_setting('app.school_scope', true), ''));
create policy live on public_notices for select to zhuxue_public using (state = 'live');
create policy live on notice_entries for select to zhuxue_public
  using (exists (select 1 from public_notices n where n.id = notice_id and n.state = 'live'));
create policy raise on objections for insert to zhuxue_public with check (state = 'open');
grant select on public_notices, notice_entries, objections to zhuxue_staff, zhuxue_worker;
grant insert on public_notices, notice_entries to zhuxue_staff, zhuxue_worker;
grant update (state, ended_at, take_down_reason) on public_notices to zhuxue_staff, zhuxue_worker;
grant update (removed) on notice_entries to zhuxue_staff, zhuxue_worker;
grant update (state, decision, decided_by, decided_by_name, decided_at) on objections to zhuxue_staff;
grant select on public_notices, notice_entries to zhuxue_public;
grant insert on objections to zhuxue_public, zhuxue_worker;
