create table card_reports (
  id uuid constraint card_reports_pkey primary key,
  student_id uuid not null constraint card_reports_student_fkey references students (id),
  card_id uuid not null,
  school_id uuid not null,
  scope text collate "C" not null,
  kind text not null constraint card_reports_kind_check check (kind in ('lost', 'damaged', 'wrong-data')),
  note text not null,
  created_at timestamptz not null,
  due_on date not null,
  status text not null default 'open'
    constraint card_reports_status_check check (status in ('open', 'withdrawn', 'reissued', 'corrected', 'no-problem')),
  closed_at timestamptz,
  answer text,
  decided_by uuid,
  decided_by_name text,
  -- nobody reports another student's card
  constraint card_reports_card_fkey foreign key (card_id, student_id) references cards (id, student_id),
  constraint card_reports_note_check check (kind <> 'wrong-data' or length(note) >= 2),
  constraint card_reports_closed_check check ((status = 'open') = (closed_at is null)),
  -- an outcome is always somebody's and always has words that the student reads
  constraint card_reports_decided_check check ((status in ('reissued', 'corrected', 'no-problem')) =
    (decided_by is not null and decided_by_name is not null and answer is not null)),
  constraint card_reports_answer_check check (answer is null or length(answer) >= 2)
);
comment on table card_reports is '学生反映中职卡丢失、损坏或信息有误: the aid officer reissues, corrects or answers; one open report a student, which she may withdraw.';
create unique index card_reports_one_open on card_reports (student_id) where status = 'open';
create index card_reports_scope_idx on card_reports (scope, id);
create index card_reports_student_idx on card_reports (student_id, id);
create index card_reports_card_idx on card_reports (card_id);

alter table card_reports enable row level security;
create policy worker_all on card_reports to zhuxue_worker using (true);
create policy in_scope on card_reports to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
create policy own on card_reports to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid);
-- what the student may write is a report and its withdrawal; the columns of an outcome are not granted to her
grant select, insert on card_reports to zhuxue_student;
grant update (status, closed_at) on card_reports to zhuxue_student;
grant select on card_reports to zhuxue_staff;
grant update (status, closed_at, answer, decided_by, decided_by_name) on card_reports to zhuxue_staff;
grant select on card_reports to zhuxue_worker;
