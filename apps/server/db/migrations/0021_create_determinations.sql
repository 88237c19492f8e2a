create table determinations (
  student_id uuid not null constraint determinations_student_fkey references students (id) on delete cascade,
  term text not null constraint determinations_term_check check (term ~ '^20[0-9]{2}-(autumn|spring)$'),
  school_id uuid not null,
  scope text collate "C" not null,
  plan_id text not null constraint determinations_plan_check check (plan_id ~ '^[0-9a-f]{16}$'),
  as_of date not null,
  mask bigint[] not null constraint determinations_mask_check check (cardinality(mask) > 0 and 0 <= all (mask)),
  answers integer[] not null constraint determinations_answers_check check (0 <= all (answers)),
  determined_at timestamptz not null,
  constraint determinations_pkey primary key (student_id, term)
);
comment on table determinations is 'What the rules say of a student and term on a day: one reason mask and every answer that is not a plain no. Derived: made again whenever a fact, a rule or the day changes, never the basis of an award.';
comment on column determinations.plan_id is 'The versions and area lists that mask and answers speak of; another plan reads them as something else.';
comment on column determinations.mask is 'Of each word: bits 0-30 requirements that failed, bits 32-62 those that are unknown.';
comment on column determinations.answers is 'Position of the programme in the plan x 256 + position of its verdict.';
create index determinations_school_idx on determinations (school_id, term);

-- a fact that changes takes the answer with it in the same transaction; the lock lets a run that is reading the old fact
-- finish first, so that it cannot store the old answer afterwards
create function forget_determinations(student uuid) returns void language sql security definer set search_path = public, pg_temp as $$
  select from students where id = student for no key update;
  delete from determinations where student_id = student;
$$;
revoke all on function forget_determinations(uuid) from public;

create function student_facts_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform forget_determinations(new.id);
  return null;
end $$;
create trigger determinations_of_student after update on students for each row
  when ((old.school_id, old.scope, old.nationality, old.roll_status, old.study_mode, old.at_school, old.on_internship, old.stage,
         old.grade, old.major_code, old.agriculture, old.performing, old.opera, old.hukou_county, old.hukou_town, old.hukou_area_type)
    is distinct from
        (new.school_id, new.scope, new.nationality, new.roll_status, new.study_mode, new.at_school, new.on_internship, new.stage,
         new.grade, new.major_code, new.agriculture, new.performing, new.opera, new.hukou_county, new.hukou_town, new.hukou_area_type))
  execute function student_facts_changed();

create function linked_facts_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op <> 'INSERT' then perform forget_determinations(old.student_id); end if;
  if tg_op <> 'DELETE' then perform forget_determinations(new.student_id); end if;
  return null;
end $$;
create trigger determinations_of_register after insert or update or delete on household_registers
  for each row execute function linked_facts_changed();
create trigger determinations_of_hardship after insert or update or delete on hardship_determinations
  for each row execute function linked_facts_changed();

create function school_facts_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from determinations where school_id = new.id;
  return null;
end $$;
create trigger determinations_of_school after update on orgs for each row
  when (old.county_code is distinct from new.county_code) execute function school_facts_changed();

alter table determinations enable row level security;
create policy worker_all on determinations to zhuxue_worker using (true);
create policy in_scope on determinations to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
create policy own on determinations for select to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid);
grant select on determinations to zhuxue_staff, zhuxue_student;
grant select, insert, update, delete on determinations to zhuxue_worker;
