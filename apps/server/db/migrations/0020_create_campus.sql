-- 校级资助: programmes that a school or a donor set up from a template; every step of them is taken inside the school.

create function ids_differ(ids uuid[]) returns boolean language sql immutable strict parallel safe as $$
  select count(*) = count(distinct i) from unnest(ids) as i
$$;

create table campus_rounds (
  id uuid constraint campus_rounds_pkey primary key,
  school_id uuid not null constraint campus_rounds_school_fkey references orgs (id),
  scope text collate "C" not null,
  programme text not null,
  title text not null,
  term text not null constraint campus_rounds_term_check check (term ~ '^20[0-9]{2}-(autumn|spring)$'),
  -- what "once" means for a student: the term, the school year, or ever
  period text not null,
  -- the one version by which all its applications are judged, whatever is published later
  version text not null constraint campus_rounds_version_fkey references rule_versions (version),
  steps jsonb not null constraint campus_rounds_steps_check check (jsonb_array_length(steps) > 0),
  reviews integer not null constraint campus_rounds_reviews_check check (reviews > 0),
  noticed boolean not null,
  places integer constraint campus_rounds_places_check check (places > 0),
  opens_on date not null,
  closes_on date not null,
  closes_at timestamptz not null,
  opened_by uuid not null,
  opened_by_name text not null,
  opened_at timestamptz not null,
  constraint campus_rounds_once unique (school_id, programme, term),
  constraint campus_rounds_same unique (id, programme, period, version, reviews, noticed),
  constraint campus_rounds_window_check check (closes_on >= opens_on)
);
comment on table campus_rounds is '校级资助批次: one programme, one term, with its window and places; no personal data.';
create index campus_rounds_scope_idx on campus_rounds (scope, id);

create table campus_applications (
  id uuid constraint campus_applications_pkey primary key,
  school_id uuid not null,
  scope text collate "C" not null,
  student_id uuid not null constraint campus_applications_student_fkey references students (id),
  round_id uuid not null,
  programme text not null,
  period text not null,
  policy_version text not null,
  reviews integer not null,
  noticed boolean not null,
  reference_no text not null constraint campus_applications_reference_key unique,
  status text not null constraint campus_applications_status_check check (status in
    ('reviewing', 'returned', 'to-publish', 'public-notice', 'awarded', 'not-awarded', 'recalled', 'withdrawn')),
  step integer not null default 0,
  revision integer not null default 1,
  held boolean not null default false,
  outcome text not null constraint campus_applications_outcome_check check (outcome in ('entitled', 'competes', 'to-verify')),
  route text,
  -- what the whole award comes to: one sum, a term, or both terms of the year
  award_fen bigint constraint campus_applications_amount_check check (award_fen > 0),
  term_fen bigint constraint campus_applications_term_amount_check check (term_fen > 0),
  payee text not null constraint campus_applications_payee_check check (payee in ('student', 'school')),
  decision jsonb not null,
  form_enc bytea not null,
  form_revision integer not null,
  submitted_at timestamptz not null,
  due_on date,
  -- who passed it, step by step since its last return; emptied when it goes back to the student
  passed_by uuid[] not null default '{}',
  noticed_at timestamptz,
  closing_reason text,
  awarded_at timestamptz,
  constraint campus_applications_round_fkey foreign key (round_id, programme, period, policy_version, reviews, noticed)
    references campus_rounds (id, programme, period, version, reviews, noticed),
  constraint campus_applications_once unique (student_id, programme, period),
  -- 不相容职责: one person decides at one step only
  constraint campus_applications_maker_checker check (ids_differ(passed_by)),
  -- nothing is awarded that did not pass every step of its version
  constraint campus_applications_awarded_check check (status <> 'awarded' or (cardinality(passed_by) = reviews
    and (not noticed or noticed_at is not null) and award_fen is not null and awarded_at is not null and not held)),
  constraint campus_applications_closed_check check (status not in ('not-awarded', 'withdrawn') or closing_reason is not null)
);
comment on table campus_applications is '校级资助申请: one per student, programme and period; step counts along the steps of its round.';
create index campus_applications_scope_idx on campus_applications (scope, id);
create index campus_applications_round_idx on campus_applications (round_id, status);
create index campus_applications_student_idx on campus_applications (student_id);
create sequence campus_serial;

-- Places are given out once, however many lists and whoever decides at the same moment.
create function guard_campus_places() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare room integer;
begin
  select places into room from campus_rounds where id = new.round_id for update;
  if room is not null and (select count(*) from campus_applications a where a.round_id = new.round_id and a.outcome = 'competes'
      and a.id <> new.id and a.status in ('to-publish', 'public-notice', 'awarded')) >= room and new.outcome = 'competes'
  then
    raise exception using errcode = '23514', constraint = 'campus_places', message = 'no place left';
  end if;
  return new;
end $$;
create trigger campus_applications_places before update of status on campus_applications for each row
  when (new.status in ('to-publish', 'awarded') and old.status = 'reviewing') execute function guard_campus_places();
revoke all on function guard_campus_places() from public;

create table campus_events (
  id uuid constraint campus_events_pkey primary key,
  application_id uuid not null constraint campus_events_fkey references campus_applications (id),
  student_id uuid not null,
  scope text collate "C" not null,
  at timestamptz not null,
  actor_kind text not null constraint campus_events_actor_check check (actor_kind in ('student', 'staff', 'system')),
  actor_id uuid,
  actor_name text not null,
  actor_role text not null,
  action text not null,
  step integer not null,
  step_title text not null,
  to_status text not null,
  reason text
);
comment on table campus_events is '校级资助申请经过: append-only.';
create index campus_events_idx on campus_events (application_id, id);
create index campus_events_student_idx on campus_events (student_id);

create table campus_papers (
  id uuid constraint campus_papers_pkey primary key,
  student_id uuid not null constraint campus_papers_student_fkey references students (id),
  school_id uuid not null,
  scope text collate "C" not null,
  round_id uuid not null constraint campus_papers_round_fkey references campus_rounds (id),
  document text not null,
  file_key text not null,
  size integer not null,
  sm3 text not null,
  uploaded_at timestamptz not null,
  application_id uuid constraint campus_papers_application_fkey references campus_applications (id)
);
create index campus_papers_student_idx on campus_papers (student_id, round_id);
create index campus_papers_application_idx on campus_papers (application_id) where application_id is not null;

create table campus_ranks (
  student_id uuid not null constraint campus_ranks_student_fkey references students (id),
  academic_year text not null,
  scope text collate "C" not null,
  -- hundredths of a per cent: 2000 = the first 20 per cent
  hundredths integer not null constraint campus_ranks_hundredths_check check (hundredths between 1 and 10000),
  document text not null constraint campus_ranks_document_check check (length(trim(document)) > 0),
  recorded_by uuid not null,
  recorded_by_name text not null,
  recorded_at timestamptz not null,
  constraint campus_ranks_pkey primary key (student_id, academic_year)
);
comment on table campus_ranks is '成绩排名: entered by the office that takes the step, with the paper it comes from; the roll has none.';

create table campus_lists (
  id uuid constraint campus_lists_pkey primary key,
  round_id uuid not null constraint campus_lists_round_fkey references campus_rounds (id),
  scope text collate "C" not null,
  list_hash text not null,
  list jsonb not null,
  places integer,
  minutes text not null,
  present_members text not null,
  decided_by uuid not null,
  decided_by_name text not null,
  decided_at timestamptz not null
);
comment on table campus_lists is '校级资助评审记录: the list as decided, without names. Append-only.';
create index campus_lists_round_idx on campus_lists (round_id);

create table campus_handouts (
  id uuid constraint campus_handouts_pkey primary key,
  application_id uuid not null constraint campus_handouts_application_fkey references campus_applications (id),
  student_id uuid not null constraint campus_handouts_student_fkey references students (id),
  school_id uuid not null,
  scope text collate "C" not null,
  period text not null,
  amount_fen bigint not null constraint campus_handouts_amount_check check (amount_fen > 0),
  payee text not null,
  status text not null default 'due' constraint campus_handouts_status_check check (status in ('due', 'paid', 'stopped')),
  paid_on date,
  method text constraint campus_handouts_method_check check (method in ('transfer', 'cash', 'fee-account', 'other')),
  document_no text,
  note text,
  recorded_by uuid,
  recorded_by_name text,
  recorded_at timestamptz,
  stop_reason text,
  answer text constraint campus_handouts_answer_check check (answer in ('received', 'not-received')),
  answer_text text,
  answered_at timestamptz,
  constraint campus_handouts_once unique (application_id, period),
  constraint campus_handouts_paid_check check ((status = 'paid') = (paid_on is not null) and (status = 'paid') = (recorded_by is not null)
    and (status = 'paid') = (method is not null) and (status <> 'paid' or length(trim(document_no)) > 0)),
  constraint campus_handouts_stopped_check check ((status = 'stopped') = (stop_reason is not null)),
  constraint campus_handouts_answered_check check (answer is null or status = 'paid')
);
comment on table campus_handouts is '由学校发放: what is due to whom for which period, and the record of its hand-out with the voucher; the money itself never passes through this system.';
create index campus_handouts_scope_idx on campus_handouts (scope, status, id);
create index campus_handouts_student_idx on campus_handouts (student_id);

-- 不相容职责: whoever decided on the award does not record its hand-out; and only an award is handed out.
create function guard_campus_handout() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from campus_applications a where a.id = new.application_id and a.status = 'awarded'
      and (new.recorded_by is null or new.recorded_by <> all (a.passed_by))) then
    raise exception using errcode = '23514', constraint = 'campus_handouts_two_persons', message = 'not awarded, or recorded by who decided';
  end if;
  return new;
end $$;
create trigger campus_handouts_guard before insert or update on campus_handouts for each row execute function guard_campus_handout();
revoke all on function guard_campus_handout() from public;

create trigger campus_rounds_subject after insert on campus_rounds for each row execute function note_notice_subject('campus-round');
create trigger campus_applications_subject after insert on campus_applications for each row execute function note_notice_subject('campus-application');
create trigger campus_rounds_rules before insert on campus_rounds for each row execute function guard_round();

-- a version for a term in which a round of the programme was opened can neither be published nor withdrawn
create function guard_campus_version() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from campus_rounds r
    where left(r.scope, length(new.scope)) = new.scope and new.programme = r.programme
      and term_no(r.term) >= term_no(new.effective_from)
      and (new.effective_to is null or term_no(r.term) <= term_no(new.effective_to)))
  then
    raise exception using errcode = '23P01', constraint = 'rule_versions_no_open_round', message = 'a round of this programme and term was opened';
  end if;
  return new;
end $$;
create trigger rule_versions_guard_campus before insert or update on rule_versions for each row execute function guard_campus_version();
revoke all on function guard_campus_version() from public;

create or replace function hold_application(p_application uuid) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with state as (
    update applications set held = true, revision = revision + (not held)::integer
    where id = p_application and status = 'public-notice' returning true as held
  ), campus as (
    update campus_applications set held = true, revision = revision + (not held)::integer
    where id = p_application and status = 'public-notice' returning true as held
  )
  select held from state union all select held from campus
$$;

do $$
declare t text;
begin
  foreach t in array array['campus_applications', 'campus_events', 'campus_papers', 'campus_ranks', 'campus_lists', 'campus_handouts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format($p$create policy in_scope on %I to zhuxue_staff
      using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))$p$, t);
    if t <> 'campus_lists' then
      execute format($p$create policy own on %I to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid)$p$, t);
    end if;
  end loop;
end $$;
alter table campus_rounds enable row level security;
create policy worker_all on campus_rounds to zhuxue_worker using (true);
create policy read_all on campus_rounds for select to zhuxue_student using (true);
create policy in_scope on campus_rounds for select to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
-- a class teacher's scope is her class, a round belongs to her school
create policy own_school on campus_rounds for select to zhuxue_staff using (scope = nullif(current_setting('app.school_scope', true), ''));
create policy in_scope_insert on campus_rounds for insert to zhuxue_staff
  with check (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));

grant select on campus_rounds to zhuxue_student, zhuxue_staff, zhuxue_worker;
grant insert on campus_rounds to zhuxue_staff;
grant select on campus_applications, campus_events, campus_papers, campus_ranks, campus_lists, campus_handouts to zhuxue_staff, zhuxue_worker;
grant select on campus_applications, campus_events, campus_papers, campus_ranks, campus_handouts to zhuxue_student;
grant insert on campus_applications, campus_events, campus_papers to zhuxue_student;
grant usage on sequence campus_serial to zhuxue_student;
grant update (status, step, revision, outcome, route, award_fen, term_fen, payee, decision, form_enc, form_revision, submitted_at, due_on,
  passed_by, noticed_at, closing_reason) on campus_applications to zhuxue_student;
grant update (application_id) on campus_papers to zhuxue_student;
grant delete on campus_papers to zhuxue_student;
grant update (answer, answer_text, answered_at) on campus_handouts to zhuxue_student;
grant update (status, step, revision, held, outcome, route, award_fen, term_fen, payee, decision, due_on, passed_by, noticed_at, closing_reason, awarded_at)
  on campus_applications to zhuxue_staff, zhuxue_worker;
grant insert on campus_events, campus_handouts to zhuxue_staff, zhuxue_worker;
grant insert on campus_lists, campus_ranks to zhuxue_staff;
grant update (hundredths, document, recorded_by, recorded_by_name, recorded_at) on campus_ranks to zhuxue_staff;
grant update (status, paid_on, method, document_no, note, recorded_by, recorded_by_name, recorded_at, stop_reason, answer, answer_text, answered_at)
  on campus_handouts to zhuxue_staff, zhuxue_worker;
