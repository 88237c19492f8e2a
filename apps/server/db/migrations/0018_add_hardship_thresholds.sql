-- 困难认定评分线: a school's own thresholds of the scoring model, changed by two persons; and the ones each proposal was made with.

create table hardship_threshold_changes (
  id uuid constraint hardship_threshold_changes_pkey primary key,
  school_id uuid not null constraint hardship_threshold_changes_school_fkey references orgs (id),
  scope text collate "C" not null,
  severe integer not null,
  moderate integer not null,
  mild integer not null,
  reason text not null,
  proposed_by uuid not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  status text not null default 'waiting'
    constraint hardship_threshold_changes_status_check check (status in ('waiting', 'confirmed', 'refused', 'withdrawn')),
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decision_reason text,
  constraint hardship_threshold_changes_order check (100 >= severe and severe > moderate and moderate > mild and mild >= 1),
  constraint hardship_threshold_changes_two_persons check (status in ('waiting', 'withdrawn') or decided_by <> proposed_by),
  constraint hardship_threshold_changes_decided check ((status = 'waiting') = (decided_by is null) and (status = 'waiting') = (decided_at is null))
);
comment on table hardship_threshold_changes is 'The confirmed change decided last is in force at the school; without one the thresholds of the model are.';
create unique index hardship_threshold_changes_one_open on hardship_threshold_changes (school_id) where status = 'waiting';
create index hardship_threshold_changes_school_idx on hardship_threshold_changes (school_id, status, decided_at);

alter table hardship_threshold_changes enable row level security;
create policy worker_all on hardship_threshold_changes to zhuxue_worker using (true);
create policy in_scope on hardship_threshold_changes to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
-- a class teacher's proposal is made with the thresholds of her school
create policy above on hardship_threshold_changes for select to zhuxue_staff
  using (nullif(current_setting('app.scope', true), '') >= scope and nullif(current_setting('app.scope', true), '') < left(scope, -1) || '0');
grant select, insert on hardship_threshold_changes to zhuxue_staff;
grant update (status, decided_by, decided_by_name, decided_at, decision_reason) on hardship_threshold_changes to zhuxue_staff;
grant select on hardship_threshold_changes to zhuxue_worker;

alter table hardship_determinations add column thresholds jsonb;
comment on column hardship_determinations.thresholds is 'Lowest score of each level that the proposal was made with; null: imported from earlier years.';
