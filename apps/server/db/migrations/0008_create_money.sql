create table awards (
  id uuid constraint awards_pkey primary key,
  school_id uuid not null constraint awards_school_fkey references orgs (id),
  scope text collate "C" not null,
  student_id uuid not null constraint awards_student_fkey references students (id),
  application_id uuid not null constraint awards_application_key unique constraint awards_application_fkey references applications (id),
  programme text not null,
  term text not null,
  payee text not null constraint awards_payee_check check (payee in ('student', 'school')),
  term_fen bigint not null constraint awards_amount_check check (term_fen > 0),
  created_at timestamptz not null,
  constraint awards_once unique (student_id, programme, term)
);
create index awards_scope_idx on awards (scope, id);

create table instalments (
  id uuid constraint instalments_pkey primary key,
  award_id uuid not null constraint instalments_award_fkey references awards (id),
  school_id uuid not null,
  scope text collate "C" not null,
  student_id uuid not null,
  programme text not null,
  term text not null,
  payee text not null,
  period text not null,
  amount_fen bigint not null constraint instalments_amount_check check (amount_fen > 0),
  due_on date not null,
  term_ends_on date not null,
  status text not null default 'open' constraint instalments_status_check check (status in ('open', 'stopped')),
  stop_reason text,
  constraint instalments_once unique (award_id, period),
  constraint instalments_stop_check check ((status = 'stopped') = (stop_reason is not null)),
  constraint instalments_term_check check (due_on <= term_ends_on)
);
create index instalments_school_idx on instalments (school_id, programme, term, period, status);
create index instalments_student_idx on instalments (student_id, due_on);

create table payment_runs (
  id uuid constraint payment_runs_pkey primary key,
  run_no text not null constraint payment_runs_no_key unique,
  school_id uuid not null constraint payment_runs_school_fkey references orgs (id),
  scope text collate "C" not null,
  programme text not null,
  term text not null,
  period text not null,
  channel text not null constraint payment_runs_channel_check check (channel in ('bank', 'school-ledger')),
  status text not null constraint payment_runs_status_check check (status in ('built', 'approved', 'sealed', 'sent', 'answered', 'closed', 'cancelled')),
  revision integer not null default 1,
  items integer not null constraint payment_runs_items_check check (items > 0),
  total_fen bigint not null constraint payment_runs_total_check check (total_fen > 0),
  built_on date not null,
  term_ends_on date not null,
  built_by uuid not null,
  built_by_name text not null,
  built_at timestamptz not null,
  approved_by uuid,
  approved_by_name text,
  approved_at timestamptz,
  sealed_at timestamptz,
  -- from here on the file may be at the bank: the run can no longer be cancelled, only answered
  downloaded_at timestamptz,
  sent_at timestamptz,
  closed_at timestamptz,
  cancel_reason text,
  constraint payment_runs_two_persons check (approved_by is null or approved_by <> built_by),
  constraint payment_runs_left_check check (status <> 'cancelled' or downloaded_at is null),
  constraint payment_runs_approved_check check (status in ('built', 'cancelled') or approved_by is not null),
  -- 坚决杜绝跨学期发放 (S1 四(六))
  constraint payment_runs_term_check check (built_on <= term_ends_on)
);
-- double click: one open run for a period of a school and programme
create unique index payment_runs_one_open on payment_runs (school_id, programme, term, period) where status in ('built', 'approved', 'sealed');
create index payment_runs_scope_idx on payment_runs (scope, id);

create table payment_items (
  id uuid constraint payment_items_pkey primary key,
  instalment_id uuid not null constraint payment_items_instalment_fkey references instalments (id),
  attempt integer not null constraint payment_items_attempt_check check (attempt between 1 and 20),
  run_id uuid constraint payment_items_run_fkey references payment_runs (id),
  line_no integer,
  school_id uuid not null,
  scope text collate "C" not null,
  student_id uuid not null,
  payee text not null,
  card_id uuid,
  amount_fen bigint not null constraint payment_items_amount_check check (amount_fen > 0),
  -- stored before anything leaves: the bank knows a payment by this and never takes it twice
  instruction_id uuid not null constraint payment_items_instruction_key unique,
  status text not null constraint payment_items_status_check check (status in
    ('planned', 'in-run', 'sent', 'paid', 'returned', 'unknown', 'corrected', 'stopped')),
  corrects_item_id uuid constraint payment_items_corrects_key unique constraint payment_items_corrects_fkey references payment_items (id),
  correction_reason text,
  result_code text,
  result_text text,
  answered_at timestamptz,
  constraint payment_items_attempt_key unique (instalment_id, attempt),
  constraint payment_items_holder_fkey foreign key (card_id, student_id) references cards (id, student_id),
  constraint payment_items_run_check check ((status in ('planned', 'stopped')) = (run_id is null)),
  -- only what the bank certainly did not pay may be given back or paid anew
  constraint payment_items_returned_check check (status not in ('returned', 'corrected') or
    (answered_at is not null and result_code is not null and result_code not in ('SUCCESS', 'UNKNOWN', 'DUPLICATE'))),
  constraint payment_items_paid_check check (status <> 'paid' or answered_at is not null),
  constraint payment_items_card_check check (payee = 'school' or status in ('planned', 'stopped') or card_id is not null)
);
-- no instalment is on its way twice, whatever the code believes
create unique index payment_items_one_live on payment_items (instalment_id) where status in ('planned', 'in-run', 'sent', 'paid', 'returned', 'unknown');
create index payment_items_run_idx on payment_items (run_id, line_no);
create index payment_items_student_idx on payment_items (student_id);
create index payment_items_scope_status_idx on payment_items (scope, status, id);

create table payment_files (
  run_id uuid constraint payment_files_pkey primary key constraint payment_files_run_fkey references payment_runs (id),
  scope text collate "C" not null,
  name text not null,
  sm3 text not null,
  content_enc bytea not null,
  sealed_by uuid not null,
  sealed_by_name text not null,
  sealed_at timestamptz not null
);
create table bank_returns (
  id uuid constraint bank_returns_pkey primary key,
  run_id uuid not null constraint bank_returns_run_fkey references payment_runs (id),
  scope text collate "C" not null,
  sm3 text not null,
  rows integer not null,
  paid integer not null,
  returned integer not null,
  unknown integer not null,
  content_enc bytea not null,
  loaded_by uuid not null,
  loaded_by_name text not null,
  loaded_at timestamptz not null,
  constraint bank_returns_once unique (run_id, sm3)
);

create table run_events (
  id uuid constraint run_events_pkey primary key,
  run_id uuid not null constraint run_events_run_fkey references payment_runs (id),
  scope text collate "C" not null,
  at timestamptz not null,
  title text not null,
  by_id uuid,
  by_name text not null,
  note text
);
create index run_events_idx on run_events (run_id, id);

create table fund_balances (
  school_id uuid not null,
  programme text not null,
  term text not null,
  scope text collate "C" not null,
  available_fen bigint not null constraint fund_balances_available_check check (available_fen >= 0),
  in_transit_fen bigint not null constraint fund_balances_transit_check check (in_transit_fen >= 0),
  constraint fund_balances_pkey primary key (school_id, programme, term)
);
comment on table fund_balances is 'Running balance of two ledger accounts, changed in the transaction of the entries; CHECK keeps a school from spending what it has not got.';

create table ledger_entries (
  id uuid constraint ledger_entries_pkey primary key,
  at timestamptz not null,
  kind text not null constraint ledger_entries_kind_check check (kind in
    ('allocation', 'sent', 'paid', 'returned', 'waiver-booked', 'recovery', 'reversal')),
  debit_account text not null,
  credit_account text not null,
  amount_fen bigint not null constraint ledger_entries_amount_check check (amount_fen > 0),
  school_id uuid not null,
  scope text collate "C" not null,
  programme text not null,
  term text not null,
  run_id uuid,
  item_id uuid,
  document text,
  by_id uuid,
  by_name text not null,
  constraint ledger_entries_two_accounts check (debit_account <> credit_account)
);
comment on table ledger_entries is '复式分录: every row moves one amount from one account to another, so all accounts together are zero by construction. Append-only; corrections are new rows.';
create unique index ledger_entries_item_once on ledger_entries (kind, item_id) where item_id is not null;
create index ledger_entries_scope_idx on ledger_entries (scope, id);
create index ledger_entries_run_idx on ledger_entries (run_id) where run_id is not null; -- reconciliation
create index ledger_entries_school_idx on ledger_entries (school_id, programme, term, kind);

do $$
declare t text;
begin
  foreach t in array array['awards', 'instalments', 'payment_runs', 'payment_items', 'payment_files', 'bank_returns', 'run_events', 'fund_balances', 'ledger_entries'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format($p$create policy in_scope on %I to zhuxue_staff
      using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))$p$, t);
  end loop;
  foreach t in array array['awards', 'instalments', 'payment_items'] loop
    execute format($p$create policy own on %I for select to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select on awards, instalments, payment_items to zhuxue_student;
grant select, insert on awards, instalments, payment_runs, payment_items, payment_files, bank_returns, run_events, fund_balances, ledger_entries to zhuxue_staff, zhuxue_worker;
grant update (status, stop_reason) on instalments to zhuxue_staff, zhuxue_worker;
grant update (status, revision, approved_by, approved_by_name, approved_at, sealed_at, downloaded_at, sent_at, closed_at, cancel_reason) on payment_runs to zhuxue_staff, zhuxue_worker;
grant update (status, run_id, line_no, card_id, result_code, result_text, answered_at) on payment_items to zhuxue_staff, zhuxue_worker;
grant update (available_fen, in_transit_fen) on fund_balances to zhuxue_staff, zhuxue_worker;
