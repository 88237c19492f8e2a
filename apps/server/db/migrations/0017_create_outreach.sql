create table outreach_reminders (
  student_id uuid not null constraint outreach_reminders_student_fkey references students (id),
  round_id uuid not null constraint outreach_reminders_round_fkey references rounds (id),
  scope text collate "C" not null,
  times integer not null default 1 constraint outreach_reminders_times_check check (times > 0),
  last_on date not null,
  last_at timestamptz not null,
  last_by uuid not null,
  last_by_name text not null,
  constraint outreach_reminders_pkey primary key (student_id, round_id)
);
comment on table outreach_reminders is '应助尽助提醒: the last reminder of a student in a round; a trigger keeps reminders three days apart.';
create index outreach_reminders_round_idx on outreach_reminders (round_id, scope);

-- two officers at once, a double click, a script: nobody is reminded again within three days
create function outreach_reminders_apart() returns trigger language plpgsql as $$
begin
  if new.last_on < old.last_on + 3 then
    raise exception 'reminded % days ago', new.last_on - old.last_on
      using errcode = 'check_violation', constraint = 'outreach_reminders_apart';
  end if;
  return new;
end $$;
create trigger outreach_reminders_apart before update on outreach_reminders
  for each row execute function outreach_reminders_apart();

create table fact_change_decisions (
  id uuid constraint fact_change_decisions_pkey primary key,
  application_id uuid not null constraint fact_change_decisions_application_fkey references applications (id),
  student_id uuid not null,
  scope text collate "C" not null,
  facts_sm3 text not null,
  reason text not null constraint fact_change_decisions_reason_check check (length(reason) >= 4),
  decided_by uuid not null,
  decided_by_name text not null,
  decided_at timestamptz not null,
  constraint fact_change_decisions_once unique (application_id, facts_sm3)
);
create index fact_change_decisions_student_idx on fact_change_decisions (student_id);
comment on table fact_change_decisions is '情况变化后维持原结果: a person decided, for exactly these facts; append-only.';

alter table outreach_reminders enable row level security;
create policy worker_all on outreach_reminders to zhuxue_worker using (true);
create policy in_scope on outreach_reminders to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
alter table fact_change_decisions enable row level security;
create policy worker_all on fact_change_decisions to zhuxue_worker using (true);
create policy in_scope on fact_change_decisions to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
create policy own on fact_change_decisions for select to zhuxue_student
  using (student_id = nullif(current_setting('app.student', true), '')::uuid);

grant select, insert on outreach_reminders to zhuxue_staff;
grant update (times, last_on, last_at, last_by, last_by_name) on outreach_reminders to zhuxue_staff;
grant select, insert on fact_change_decisions to zhuxue_staff;
grant select on fact_change_decisions to zhuxue_student;
grant select on outreach_reminders, fact_change_decisions to zhuxue_worker;
