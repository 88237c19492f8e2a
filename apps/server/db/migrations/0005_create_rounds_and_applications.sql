create table rounds (
  id uuid constraint rounds_pkey primary key,
  school_id uuid not null constraint rounds_school_fkey references orgs (id),
  scope text collate "C" not null,
  term text not null constraint rounds_term_check check (term ~ '^20[0-9]{2}-(autumn|spring)$'),
  registration_date date not null,
  opens_on date not null,
  closes_on date not null,
  closes_at timestamptz not null,
  provisional boolean not null,
  programmes text[] not null constraint rounds_programmes_check check (cardinality(programmes) > 0),
  opened_by uuid not null,
  opened_by_name text not null,
  opened_at timestamptz not null,
  constraint rounds_once unique (school_id, term),
  constraint rounds_window_check check (closes_on >= opens_on)
);
comment on table rounds is '申请批次: one per school and term; window of 5 working days from the registration date (S1 四(一)).';
create index rounds_scope_idx on rounds (scope, id);

create table round_quotas (
  round_id uuid not null constraint round_quotas_round_fkey references rounds (id),
  programme text not null,
  authority_number integer constraint round_quotas_number_check check (authority_number >= 0),
  document_no text,
  constraint round_quotas_pkey primary key (round_id, programme)
);

create table drafts (
  student_id uuid not null constraint drafts_student_fkey references students (id),
  round_id uuid not null constraint drafts_round_fkey references rounds (id),
  revision integer not null,
  answers_enc bytea not null,
  saved_at timestamptz not null,
  constraint drafts_pkey primary key (student_id, round_id)
);

create table submissions (
  id uuid constraint submissions_pkey primary key,
  school_id uuid not null,
  scope text collate "C" not null,
  student_id uuid not null constraint submissions_student_fkey references students (id),
  round_id uuid not null constraint submissions_round_fkey references rounds (id),
  reference_no text not null constraint submissions_reference_key unique,
  revision integer not null,
  submitted_at timestamptz not null,
  constraint submissions_once unique (student_id, round_id)
);
create index submissions_scope_idx on submissions (scope, id);

-- serial part of the reference number; gaps are harmless, repeats impossible
create sequence submission_serial;

create table submission_revisions (
  submission_id uuid not null constraint submission_revisions_fkey references submissions (id),
  student_id uuid not null,
  scope text collate "C" not null,
  revision integer not null,
  form_enc bytea not null,
  form_sm3 text not null,
  submitted_at timestamptz not null,
  constraint submission_revisions_pkey primary key (submission_id, revision)
);
comment on table submission_revisions is 'What the student submitted, each time; append-only, so that differences can be shown and nothing is lost.';

create table attachments (
  id uuid constraint attachments_pkey primary key,
  student_id uuid not null constraint attachments_student_fkey references students (id),
  school_id uuid not null,
  scope text collate "C" not null,
  kind text not null,
  file_key text not null,
  size integer not null,
  mime text not null,
  sm3 text not null,
  uploaded_at timestamptz not null,
  submission_id uuid constraint attachments_submission_fkey references submissions (id)
);
create index attachments_student_idx on attachments (student_id, id);
create index attachments_submission_idx on attachments (submission_id) where submission_id is not null; -- staff open a form

create table applications (
  id uuid constraint applications_pkey primary key,
  school_id uuid not null constraint applications_school_fkey references orgs (id),
  scope text collate "C" not null,
  student_id uuid not null constraint applications_student_fkey references students (id),
  round_id uuid not null constraint applications_round_fkey references rounds (id),
  submission_id uuid not null constraint applications_submission_fkey references submissions (id),
  programme text not null,
  term text not null,
  reference_no text not null constraint applications_reference_key unique,
  status text not null constraint applications_status_check check (status in
    ('submitted', 'checked', 'reviewed', 'assessed', 'public-notice', 'noticed', 'approved', 'returned', 'rejected', 'recalled', 'withdrawn')),
  revision integer not null default 1,
  held boolean not null default false,
  outcome text not null constraint applications_outcome_check check (outcome in ('entitled', 'competes', 'to-verify')),
  route text,
  route_title text,
  year_fen bigint,
  term_fen bigint constraint applications_amount_check check (term_fen > 0),
  payee text not null constraint applications_payee_check check (payee in ('student', 'school')),
  policy_version text not null,
  decision jsonb not null,
  submitted_at timestamptz not null,
  due_on date,
  checked_by uuid,
  checked_at timestamptz,
  reviewed_by uuid,
  reviewed_at timestamptz,
  assessed_by uuid,
  assessed_at timestamptz,
  noticed_at timestamptz,
  county_by uuid,
  county_at timestamptz,
  closing_reason text,
  constraint applications_once unique (student_id, programme, term),
  constraint applications_maker_checker check (
    (checked_by is null or reviewed_by is null or checked_by <> reviewed_by)
    and (assessed_by is null or checked_by is null or assessed_by <> checked_by)
    and (assessed_by is null or reviewed_by is null or assessed_by <> reviewed_by)
    and (county_by is null or (county_by is distinct from checked_by and county_by is distinct from reviewed_by and county_by is distinct from assessed_by))),
  -- nothing is approved that did not pass every step
  constraint applications_approved_check check (status <> 'approved' or
    (checked_by is not null and reviewed_by is not null and assessed_by is not null and noticed_at is not null and county_by is not null and term_fen is not null and not held)),
  constraint applications_closed_check check (status not in ('rejected', 'withdrawn') or closing_reason is not null)
);
comment on table applications is '申请: one per student, programme and term; decision holds the facts, rule version and reasons it was judged by.';
create index applications_scope_idx on applications (scope, id);
create index applications_scope_status_idx on applications (scope, status, id);
create index applications_round_idx on applications (round_id, programme, status);
create index applications_student_idx on applications (student_id);
create index applications_submission_idx on applications (submission_id); -- one form serves several programmes

create table application_events (
  id uuid constraint application_events_pkey primary key,
  application_id uuid not null constraint application_events_fkey references applications (id),
  student_id uuid not null,
  scope text collate "C" not null,
  at timestamptz not null,
  actor_kind text not null constraint application_events_actor_check check (actor_kind in ('student', 'staff', 'system')),
  actor_id uuid,
  actor_name text not null,
  actor_role text not null,
  action text not null,
  from_status text,
  to_status text not null,
  reason text,
  fields jsonb not null default '[]'
);
comment on table application_events is '申请经过: append-only; the status of an application is the fold of these.';
create index application_events_idx on application_events (application_id, id);

create table hardship_determinations (
  id uuid constraint hardship_determinations_pkey primary key,
  student_id uuid not null constraint hardship_determinations_student_fkey references students (id),
  school_id uuid not null,
  scope text collate "C" not null,
  academic_year text not null,
  model text not null,
  model_level text not null,
  score integer,
  evidence jsonb not null,
  evidence_text text not null,
  proposed_level text not null constraint hardship_proposed_check check (proposed_level in ('severe', 'moderate', 'mild', 'none')),
  proposal_reason text not null,
  proposed_by uuid not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  status text not null default 'proposed' constraint hardship_status_check check (status in ('proposed', 'decided', 'refused', 'superseded')),
  level text constraint hardship_level_check check (level in ('severe', 'moderate', 'mild', 'none')),
  decision_reason text,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  constraint hardship_two_persons check (decided_by is null or decided_by <> proposed_by),
  constraint hardship_decided_check check (status not in ('decided', 'refused') or decided_by is not null)
);
create unique index hardship_one_proposed on hardship_determinations (student_id, academic_year) where status = 'proposed';
create unique index hardship_one_decided on hardship_determinations (student_id, academic_year) where status = 'decided';
create index hardship_scope_idx on hardship_determinations (scope, status, id);
create index hardship_student_idx on hardship_determinations (student_id, academic_year);

create table committee_decisions (
  id uuid constraint committee_decisions_pkey primary key,
  round_id uuid not null constraint committee_decisions_round_fkey references rounds (id),
  school_id uuid not null,
  scope text collate "C" not null,
  programme text not null,
  list_hash text not null,
  list jsonb not null,
  quota jsonb not null,
  minutes text not null,
  present_members text not null,
  decided_by uuid not null,
  decided_by_name text not null,
  decided_at timestamptz not null
);
comment on table committee_decisions is '评审记录 (S1 四(三): 存档备查): the list exactly as decided. Append-only.';

do $$
declare t text;
begin
  foreach t in array array['drafts', 'submissions', 'submission_revisions', 'attachments', 'applications', 'application_events', 'hardship_determinations', 'committee_decisions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    if t <> 'drafts' then
      execute format($p$create policy in_scope on %I to zhuxue_staff
        using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))$p$, t);
    end if;
    if t <> 'committee_decisions' then
      execute format($p$create policy own on %I to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid)$p$, t);
    end if;
  end loop;
end $$;
grant select on rounds, round_quotas to zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;
grant insert, update on rounds, round_quotas to zhuxue_staff;
alter table rounds enable row level security;
create policy read_all on rounds for select to zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker using (true);
create policy in_scope_insert on rounds for insert to zhuxue_staff
  with check (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
create policy in_scope_update on rounds for update to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
grant select, insert, update, delete on drafts to zhuxue_student;
grant select, insert, update on submissions to zhuxue_student;
grant usage on sequence submission_serial to zhuxue_student;
grant select, insert on submission_revisions, application_events to zhuxue_student;
grant select, insert, update, delete on attachments to zhuxue_student;
grant select, insert on applications to zhuxue_student;
grant update (status, revision, held, outcome, route, route_title, year_fen, term_fen, payee, policy_version, decision, submitted_at, due_on,
  checked_by, checked_at, reviewed_by, reviewed_at, closing_reason, submission_id) on applications to zhuxue_student;
grant select on hardship_determinations to zhuxue_student;
grant select on submissions, submission_revisions, attachments, applications, application_events, hardship_determinations, committee_decisions to zhuxue_staff;
grant insert on application_events, hardship_determinations, committee_decisions to zhuxue_staff;
grant update (status, revision, held, outcome, route, route_title, year_fen, term_fen, payee, policy_version, decision, due_on, checked_by, checked_at,
  reviewed_by, reviewed_at, assessed_by, assessed_at, noticed_at, county_by, county_at, closing_reason) on applications to zhuxue_staff, zhuxue_worker;
grant update (status, level, decision_reason, decided_by, decided_by_name, decided_at) on hardship_determinations to zhuxue_staff;
grant select, insert on submissions, submission_revisions, attachments, applications, application_events, hardship_determinations, committee_decisions, drafts, rounds, round_quotas to zhuxue_worker;
grant update on drafts, submissions, attachments to zhuxue_worker;
create policy worker_all on rounds to zhuxue_worker using (true);
