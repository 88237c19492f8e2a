-- 项目规则: what packages/regions ships is code; here stand the versions that this installation published itself.

-- 2026-autumn → 4053, 2027-spring → 4054: terms in order as numbers, for ranges and comparisons
create function term_no(term text) returns integer language sql immutable strict parallel safe as $$
  select left(term, 4)::integer * 2 + (term like '%-autumn')::integer
$$;

create table rule_state (
  one boolean constraint rule_state_pkey primary key default true constraint rule_state_one_check check (one),
  version bigint not null default 0
);
comment on table rule_state is 'Counts publications and withdrawals, so that every process notices that its cached rules are old.';
insert into rule_state default values;

create table rule_drafts (
  id uuid constraint rule_drafts_pkey primary key,
  org_id uuid not null constraint rule_drafts_org_fkey references orgs (id),
  org_name text not null,
  scope text collate "C" not null,
  school_id uuid constraint rule_drafts_school_fkey references orgs (id),
  based_on text,
  definition jsonb not null constraint rule_drafts_size_check check (octet_length(definition::text) < 400000),
  revision integer not null default 1,
  status text not null default 'editing' constraint rule_drafts_status_check check (status in ('editing', 'submitted', 'published', 'discarded')),
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  saved_by uuid not null,
  saved_by_name text not null,
  saved_at timestamptz not null,
  -- everybody who ever changed it: none of them may publish it
  editors uuid[] not null constraint rule_drafts_editors_check check (cardinality(editors) > 0),
  note text,
  submitted_by uuid,
  submitted_by_name text,
  submitted_at timestamptz,
  return_reason text,
  constraint rule_drafts_submitted_check check (status not in ('submitted', 'published') or (submitted_by is not null and submitted_at is not null))
);
comment on table rule_drafts is '规则草稿: one programme version being edited; no personal data.';
create index rule_drafts_scope_idx on rule_drafts (scope, id);

create table rule_versions (
  id uuid constraint rule_versions_pkey primary key,
  version text not null constraint rule_versions_version_key unique,
  draft_id uuid not null constraint rule_versions_draft_key unique constraint rule_versions_draft_fkey references rule_drafts (id),
  org_id uuid not null constraint rule_versions_org_fkey references orgs (id),
  org_name text not null,
  scope text collate "C" not null,
  school_id uuid constraint rule_versions_school_fkey references orgs (id),
  programme text not null,
  title text not null,
  kind text not null constraint rule_versions_kind_check check (kind in ('national', 'local', 'school', 'social')),
  effective_from text not null constraint rule_versions_from_check check (effective_from ~ '^20[0-9]{2}-(autumn|spring)$'),
  effective_to text constraint rule_versions_to_check check (effective_to ~ '^20[0-9]{2}-(autumn|spring)$'),
  -- first day of the first term, from the region's calendar of terms
  effective_on date not null,
  definition jsonb not null,
  definition_sm3 text not null,
  note text not null,
  drafted_by uuid not null,
  drafted_by_name text not null,
  editors uuid[] not null,
  published_by uuid not null,
  published_by_name text not null,
  published_at timestamptz not null,
  published_term text not null,
  withdrawn_by uuid,
  withdrawn_by_name text,
  withdrawn_at timestamptz,
  withdrawn_on date,
  withdraw_reason text,
  constraint rule_versions_two_persons check (published_by <> all (editors) and drafted_by = any (editors)),
  constraint rule_versions_period_check check (effective_to is null or term_no(effective_to) >= term_no(effective_from)),
  constraint rule_versions_not_past_check check (term_no(effective_from) >= term_no(published_term)),
  -- a school edits its own programmes; those of the state are not its to change
  constraint rule_versions_school_check check (school_id is null or kind in ('school', 'social')),
  constraint rule_versions_same_check check (definition ->> 'version' = version and definition ->> 'programme' = programme
    and definition ->> 'kind' = kind and definition ->> 'effectiveFrom' = effective_from
    and (definition ->> 'effectiveTo') is not distinct from effective_to),
  constraint rule_versions_withdrawn_check check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_on is null)
    and (withdrawn_at is null) = (withdraw_reason is null)),
  -- what has taken effect has decided something: it can be followed by another version, never taken back
  constraint rule_versions_withdraw_early_check check (withdrawn_on < effective_on)
);
comment on table rule_versions is '已发布的项目版本: append-only; an open-ended version ends where the next one of the same programme and place begins.';
create index rule_versions_scope_idx on rule_versions (scope, programme);

-- Terms and rounds, whatever the code above believes. Openers of rounds and publishers wait for each other.
create function guard_rule_version() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('rules', 0));
  if tg_op = 'INSERT' and exists (
    select 1 from rule_versions o
    where o.scope = new.scope and o.programme = new.programme and o.withdrawn_at is null and (
      o.effective_from = new.effective_from
      or (term_no(o.effective_from) < term_no(new.effective_from) and term_no(o.effective_to) >= term_no(new.effective_from))
      or (term_no(o.effective_from) > term_no(new.effective_from)
        and (new.effective_to is null or term_no(new.effective_to) >= term_no(o.effective_from)))))
  then
    raise exception using errcode = '23P01', constraint = 'rule_versions_no_overlap', message = 'terms overlap';
  end if;
  if exists (
    select 1 from rounds r
    where left(r.scope, length(new.scope)) = new.scope and new.programme = any (r.programmes)
      and term_no(r.term) >= term_no(new.effective_from)
      and (new.effective_to is null or term_no(r.term) <= term_no(new.effective_to)))
  then
    raise exception using errcode = '23P01', constraint = 'rule_versions_no_open_round', message = 'a round of this programme and term was opened';
  end if;
  update rule_state set version = version + 1;
  return new;
end $$;
create trigger rule_versions_guard before insert or update on rule_versions for each row execute function guard_rule_version();

create function guard_round() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('rules', 0));
  return new;
end $$;
create trigger rounds_rules before insert on rounds for each row execute function guard_round();
revoke all on function guard_rule_version(), guard_round() from public;

alter table rule_drafts enable row level security;
create policy worker_all on rule_drafts to zhuxue_worker using (true);
create policy in_scope on rule_drafts to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
-- rules are public: everybody is decided by them
alter table rule_versions enable row level security;
create policy read_all on rule_versions for select to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker using (true);
create policy in_scope_insert on rule_versions for insert to zhuxue_staff
  with check (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
create policy in_scope_withdraw on rule_versions for update to zhuxue_staff
  using (withdrawn_at is null and scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))
  with check (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
grant select on rule_state, rule_versions to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;
grant select, insert on rule_drafts to zhuxue_staff;
grant select on rule_drafts to zhuxue_worker;
grant update (definition, revision, status, saved_by, saved_by_name, saved_at, editors, note, submitted_by, submitted_by_name, submitted_at, return_reason)
  on rule_drafts to zhuxue_staff;
grant insert on rule_versions to zhuxue_staff;
grant update (withdrawn_by, withdrawn_by_name, withdrawn_at, withdrawn_on, withdraw_reason) on rule_versions to zhuxue_staff;
