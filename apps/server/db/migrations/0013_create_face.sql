-- 人脸核验: settings of a school, templates, tries, what waits for a person, passes. No picture is stored anywhere.

alter table sessions add column face_required boolean not null default false;
comment on column sessions.face_required is 'Log-in of a student on a device not known yet, at a school that asks for a check there: nothing but the check until it is passed.';

create table face_settings (
  school_id uuid constraint face_settings_pkey primary key constraint face_settings_school_fkey references orgs (id),
  scope text collate "C" not null,
  purposes text[] not null constraint face_settings_purposes_check
    check (purposes <@ array['new-device', 'application', 'change-phone', 'change-card', 'check-in']),
  change_id uuid,
  decided_at timestamptz not null
);
comment on table face_settings is 'Where a school asks for a face check or its equal without a face; no row: nowhere.';

create table face_setting_changes (
  id uuid constraint face_setting_changes_pkey primary key,
  school_id uuid not null constraint face_setting_changes_school_fkey references orgs (id),
  scope text collate "C" not null,
  purposes text[] not null constraint face_setting_changes_purposes_check
    check (purposes <@ array['new-device', 'application', 'change-phone', 'change-card', 'check-in']),
  reason text not null,
  proposed_by uuid not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  status text not null default 'waiting'
    constraint face_setting_changes_status_check check (status in ('waiting', 'confirmed', 'refused', 'withdrawn')),
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decision_reason text,
  constraint face_setting_changes_two_persons check (status in ('waiting', 'withdrawn') or decided_by <> proposed_by),
  constraint face_setting_changes_decided check ((status = 'waiting') = (decided_by is null) and (status = 'waiting') = (decided_at is null))
);
create unique index face_setting_changes_one_open on face_setting_changes (school_id) where status = 'waiting';
create index face_setting_changes_school_idx on face_setting_changes (school_id, id);

create table face_checks (
  id uuid constraint face_checks_pkey primary key,
  student_id uuid not null constraint face_checks_student_fkey references students (id),
  school_id uuid not null,
  scope text collate "C" not null,
  session_id uuid not null,
  purpose text not null constraint face_checks_purpose_check
    check (purpose in ('enrol', 'new-device', 'application', 'change-phone', 'change-card', 'check-in')),
  provider text not null,
  -- what the provider knows the try by, each used once: a signed challenge (basic) or its own number (certified)
  token text not null constraint face_checks_token_key unique,
  ticket text,
  steps text[] not null,
  consent_id text not null,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  request_id uuid,
  result text constraint face_checks_result_check check (result in ('pass', 'review', 'fail', 'error')),
  counts boolean not null default false,
  score double precision,
  threshold double precision,
  hint double precision,
  reasons jsonb,
  model_id text,
  constraint face_checks_used_check check ((used_at is null) = (result is null) and (used_at is null) = (reasons is null)),
  constraint face_checks_counts_check check (not counts or result in ('review', 'fail')),
  constraint face_checks_minute_check check (provider <> 'basic' or expires_at <= started_at + interval '60 seconds')
);
comment on table face_checks is 'One row a try: its nonce (used once, bound to student, session and purpose) and the verdict. Scores and reasons only, never a picture.';
create index face_checks_student_idx on face_checks (student_id, purpose, started_at);

create table face_templates (
  student_id uuid constraint face_templates_pkey primary key constraint face_templates_student_fkey references students (id),
  scope text collate "C" not null,
  template_enc bytea not null,
  model_id text not null,
  consent_id text not null,
  check_id uuid not null constraint face_templates_check_fkey references face_checks (id),
  enrolled_at timestamptz not null
);
comment on table face_templates is 'A face as numbers, encrypted and bound to student and model. Deleted with the withdrawal of consent and 30 days after leaving.';

create table face_cases (
  id uuid constraint face_cases_pkey primary key,
  student_id uuid not null constraint face_cases_student_fkey references students (id),
  school_id uuid not null,
  scope text collate "C" not null,
  session_id uuid not null,
  purpose text not null constraint face_cases_purpose_check
    check (purpose in ('enrol', 'new-device', 'application', 'change-phone', 'change-card', 'check-in')),
  kind text not null constraint face_cases_kind_check check (kind in ('review', 'two-staff', 'code')),
  check_id uuid constraint face_cases_check_fkey references face_checks (id),
  opened_at timestamptz not null,
  due_on date,
  status text not null default 'waiting'
    constraint face_cases_status_check check (status in ('waiting', 'passed', 'refused', 'ended')),
  first_by uuid,
  first_by_name text,
  first_at timestamptz,
  first_saw text,
  second_by uuid,
  second_by_name text,
  second_at timestamptz,
  second_saw text,
  code_hash bytea,
  code_expires_at timestamptz,
  code_tries integer not null default 0 constraint face_cases_code_tries_check check (code_tries between 0 and 5),
  decided_at timestamptz,
  decision_reason text,
  constraint face_cases_two_persons check (second_by is null or (first_by is not null and second_by <> first_by)),
  constraint face_cases_second_check check (second_by is null or kind = 'two-staff'),
  constraint face_cases_passed_check check (status <> 'passed' or (first_by is not null and (kind <> 'two-staff' or second_by is not null))),
  constraint face_cases_refused_check check (status <> 'refused' or (first_by is not null and decision_reason is not null)),
  constraint face_cases_decided_check check ((status = 'waiting') = (decided_at is null)),
  constraint face_cases_review_check check (kind <> 'review' or check_id is not null)
);
comment on table face_cases is 'What waits for a person of the school: a try that needs eyes, two staff who see the student, or the counsellor who hands over a one-time code.';
create unique index face_cases_one_open on face_cases (student_id, purpose) where status = 'waiting';
create index face_cases_scope_idx on face_cases (scope, id);
create index face_cases_student_idx on face_cases (student_id, id);

create table face_passes (
  id uuid constraint face_passes_pkey primary key,
  student_id uuid not null constraint face_passes_student_fkey references students (id),
  scope text collate "C" not null,
  session_id uuid,
  purpose text not null,
  way text not null constraint face_passes_way_check check (way in ('face', 'review', 'two-staff', 'code')),
  check_id uuid constraint face_passes_check_fkey references face_checks (id),
  case_id uuid constraint face_passes_case_fkey references face_cases (id),
  passed_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint face_passes_way_source_check check ((way = 'face') = (check_id is not null) and (way = 'face') = (case_id is null)),
  constraint face_passes_session_check check (session_id is not null or way in ('review', 'two-staff')),
  constraint face_passes_short_check check (expires_at <= passed_at + interval '24 hours')
);
comment on table face_passes is 'A passed check for one purpose: of a session for a short time, or given by persons of the school and good for one act.';
create unique index face_passes_once on face_passes (case_id) where case_id is not null;
create index face_passes_student_idx on face_passes (student_id, purpose, expires_at);

create table face_digests (
  digest bytea constraint face_digests_pkey primary key,
  seen_at timestamptz not null
);
comment on table face_digests is 'Keyed hashes (HMAC-SM3) of pictures sent before, against replay: no way back to a picture, no person. Kept 180 days.';
create index face_digests_seen_idx on face_digests (seen_at);

create table id_photos (
  student_id uuid constraint id_photos_pkey primary key constraint id_photos_student_fkey references students (id),
  scope text collate "C" not null,
  storage_key text not null,
  width integer not null,
  height integer not null,
  sm3 text not null,
  taken_at timestamptz not null
);
comment on table id_photos is '学籍照片: the portrait for the roll that the student sends, checked for quality. It is no face template and is never compared.';

do $$
declare t text;
begin
  foreach t in array array['face_settings', 'face_setting_changes', 'face_checks', 'face_templates', 'face_cases', 'face_passes', 'id_photos'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format($p$create policy in_scope on %I to zhuxue_staff
      using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))$p$, t);
  end loop;
  foreach t in array array['face_checks', 'face_templates', 'face_cases', 'face_passes', 'id_photos'] loop
    execute format($p$create policy own on %I to zhuxue_student
      using (student_id = nullif(current_setting('app.student', true), '')::uuid)$p$, t);
  end loop;
end $$;
alter table face_digests enable row level security;
create policy worker_all on face_digests to zhuxue_worker using (true);
create policy add on face_digests for insert to zhuxue_student with check (true);
-- a school's settings are the same for everybody in it; a class teacher reads them for the own students
create policy own_school on face_settings for select to zhuxue_student
  using (school_id = (select s.school_id from students s where s.id = nullif(current_setting('app.student', true), '')::uuid));
create policy above on face_settings for select to zhuxue_staff
  using (nullif(current_setting('app.scope', true), '') >= scope and nullif(current_setting('app.scope', true), '') < left(scope, -1) || '0');
-- the log-in service reads whether a school asks, and who has a pass for a new device
create policy auth_read on face_settings for select to zhuxue_auth using (true);
create policy auth_all on face_passes to zhuxue_auth using (true);

grant select on face_settings to zhuxue_auth, zhuxue_student, zhuxue_staff;
grant insert, update (purposes, change_id, decided_at) on face_settings to zhuxue_staff;
grant select, insert on face_setting_changes to zhuxue_staff;
grant update (status, decided_by, decided_by_name, decided_at, decision_reason) on face_setting_changes to zhuxue_staff;
grant select, insert on face_checks to zhuxue_student;
grant update (used_at, request_id, result, counts, score, threshold, hint, reasons, model_id) on face_checks to zhuxue_student;
grant select (id, student_id, scope, purpose, provider, started_at, used_at, result, counts, score, threshold, hint, reasons, model_id) on face_checks to zhuxue_staff;
grant select, insert, delete on face_templates to zhuxue_student;
grant update (template_enc, model_id, consent_id, check_id, enrolled_at) on face_templates to zhuxue_student;
grant select (student_id, scope, model_id, enrolled_at), delete on face_templates to zhuxue_staff;
grant select, insert on face_cases to zhuxue_student;
grant update (status, decided_at, code_tries) on face_cases to zhuxue_student;
grant select on face_cases to zhuxue_staff;
grant update (status, first_by, first_by_name, first_at, first_saw, second_by, second_by_name, second_at, second_saw, code_hash, code_expires_at,
  code_tries, decided_at, decision_reason) on face_cases to zhuxue_staff;
grant select, insert, update (used_at) on face_passes to zhuxue_student;
grant select, insert on face_passes to zhuxue_staff;
grant select, update (used_at) on face_passes to zhuxue_auth;
grant insert on face_digests to zhuxue_student;
grant select, insert on id_photos to zhuxue_student;
grant update (storage_key, width, height, sm3, taken_at) on id_photos to zhuxue_student;
grant select on id_photos to zhuxue_staff;
grant select, insert, update, delete on face_settings, face_setting_changes, face_checks, face_templates, face_cases, face_passes, face_digests, id_photos
  to zhuxue_worker;
create policy auth_all on face_templates to zhuxue_auth using (true); -- a guardian who withdraws by link acts there
grant select (student_id, scope, model_id), delete on face_templates to zhuxue_auth;
