create table students (
  id uuid constraint students_pkey primary key,
  school_id uuid not null constraint students_school_fkey references orgs (id),
  class_id uuid not null constraint students_class_fkey references classes (id),
  scope text collate "C" not null,
  revision integer not null default 1,
  name text not null,
  gender text not null constraint students_gender_check check (gender in ('female', 'male')),
  birth_date date not null,
  ethnicity text not null,
  nationality text not null default 'CN',
  roll_number_enc bytea not null,
  id_number_enc bytea not null,
  id_number_bidx bytea not null,
  phone_enc bytea,
  phone_bidx bytea,
  address_enc bytea,
  guardian_name text,
  guardian_phone_enc bytea,
  roll_status text not null constraint students_roll_status_check check (roll_status in
    ('on-roll', 'pre-registered', 'suspended', 'withdrawn', 'transferred-out', 'cancelled', 'deceased', 'graduated', 'completed', 'none')),
  study_mode text not null constraint students_study_mode_check check (study_mode in ('full-time', 'part-time')),
  at_school boolean not null,
  on_internship boolean not null,
  stage text not null,
  grade integer not null constraint students_grade_check check (grade between 1 and 6),
  major_name text not null,
  major_code text,
  agriculture boolean not null,
  performing boolean not null,
  opera boolean not null,
  hukou_county text,
  hukou_town text,
  hukou_area_type text constraint students_area_check check (hukou_area_type in ('urban', 'county-seat', 'town', 'rural')),
  entered_on date not null,
  roll_as_of date not null,
  persona text
);
comment on table students is '学籍: one row per roll of a person at a school. ID number, roll number (which contains it), phone and address are encrypted; *_bidx are blind indexes for equality.';
comment on column students.persona is 'id of the worked example in the demo world, null elsewhere';
create index students_scope_idx on students (scope, id);
create index students_scope_status_idx on students (scope, roll_status);
create index students_bidx_idx on students (id_number_bidx); -- double roll, card import
create index students_phone_idx on students (phone_bidx) where phone_bidx is not null; -- shared phone check
create index students_class_idx on students (class_id, id);
alter table student_accounts add constraint student_accounts_student_fkey foreign key (student_id) references students (id);

create table household_registers (
  id uuid constraint household_registers_pkey primary key,
  student_id uuid not null constraint household_registers_student_fkey references students (id),
  scope text collate "C" not null,
  register text not null,
  risk_eliminated boolean,
  valid_from date not null,
  valid_to date,
  source text not null constraint household_registers_source_check check (source in ('roll', 'department-match', 'self-reported', 'person-verified')),
  source_document text not null,
  as_of date not null
);
comment on table household_registers is '家庭身份标记 (脱贫、低保、孤儿……) with period and source; a fact without a source is not a fact.';
create index household_registers_student_idx on household_registers (student_id);

create table roll_changes (
  id uuid constraint roll_changes_pkey primary key,
  student_id uuid not null constraint roll_changes_student_fkey references students (id),
  school_id uuid not null,
  scope text collate "C" not null,
  type text not null constraint roll_changes_type_check check (type in
    ('suspension', 'resumption', 'withdrawal', 'transfer-out', 'cancellation', 'death', 'to-part-time')),
  occurred_on date not null,
  effective_on date not null,
  due_on date not null,
  reason text not null,
  status text not null default 'entered' constraint roll_changes_status_check check (status in ('entered', 'confirmed', 'refused')),
  entered_by uuid not null,
  entered_by_name text not null,
  entered_at timestamptz not null,
  reviewed_by uuid,
  reviewed_by_name text,
  reviewed_at timestamptz,
  review_reason text,
  stopped_instalments integer,
  constraint roll_changes_two_persons check (reviewed_by is null or reviewed_by <> entered_by),
  constraint roll_changes_reviewed check ((status = 'entered') = (reviewed_by is null))
);
create index roll_changes_scope_idx on roll_changes (scope, id);
create index roll_changes_student_idx on roll_changes (student_id, id);
create unique index roll_changes_one_open on roll_changes (student_id) where status = 'entered';

create table reveal_log (
  id uuid constraint reveal_log_pkey primary key,
  student_id uuid not null constraint reveal_log_student_fkey references students (id),
  scope text collate "C" not null,
  at timestamptz not null,
  staff_id uuid not null,
  staff_name text not null,
  role text not null,
  field text not null,
  reason text not null
);
comment on table reveal_log is 'Every look at a full ID number, phone or address: who, when, why. Shown to the student. Append-only.';
create index reveal_log_student_idx on reveal_log (student_id, at);

do $$
declare t text;
begin
  foreach t in array array['students', 'household_registers', 'roll_changes', 'reveal_log'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format($p$create policy in_scope on %I to zhuxue_staff
      using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))$p$, t);
  end loop;
end $$;
create policy own on students for select to zhuxue_student using (id = nullif(current_setting('app.student', true), '')::uuid);
create policy own on household_registers for select to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid);
create policy own on roll_changes for select to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid);
create policy own on reveal_log for select to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid);
create policy auth_read on students for select to zhuxue_auth using (true);
grant select (id, name, class_id, school_id, scope, roll_status) on students to zhuxue_auth;
grant select on students, household_registers, roll_changes, reveal_log to zhuxue_student;
grant select on students, household_registers, roll_changes, reveal_log to zhuxue_staff;
grant insert on roll_changes, reveal_log, household_registers to zhuxue_staff;
grant update (roll_status, study_mode, at_school, revision) on students to zhuxue_staff;
grant update (status, reviewed_by, reviewed_by_name, reviewed_at, review_reason, stopped_instalments) on roll_changes to zhuxue_staff;
grant select, insert, update on students, household_registers, roll_changes to zhuxue_worker;
grant select, insert on reveal_log to zhuxue_worker;
