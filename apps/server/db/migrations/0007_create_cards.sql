create table card_imports (
  id uuid constraint card_imports_pkey primary key,
  school_id uuid not null,
  scope text collate "C" not null,
  file_sm3 text not null,
  rows integer not null,
  accepted integer not null,
  failed_at_bank integer not null,
  imported_by uuid not null,
  imported_by_name text not null,
  imported_at timestamptz not null,
  constraint card_imports_once unique (school_id, file_sm3)
);

create table cards (
  id uuid constraint cards_pkey primary key,
  student_id uuid not null constraint cards_student_fkey references students (id),
  school_id uuid not null,
  scope text collate "C" not null,
  import_id uuid constraint cards_import_fkey references card_imports (id),
  issuer text not null,
  number_enc bytea not null,
  number_bidx bytea not null constraint cards_number_key unique,
  last4 text not null constraint cards_last4_check check (last4 ~ '^[0-9]{4}$'),
  opened_on date not null,
  preferential_until date not null,
  status text not null default 'issued' constraint cards_status_check check (status in ('issued', 'activated', 'lost', 'closed')),
  activated_on date,
  constraint cards_holder_key unique (id, student_id),
  constraint cards_activated_check check (status <> 'activated' or activated_on is not null)
);
comment on table cards is '中职卡: one usable card per student; the number is encrypted, people see the last four digits.';
create unique index cards_one_per_student on cards (student_id) where status in ('issued', 'activated');
create index cards_scope_idx on cards (scope, id);
create index cards_student_idx on cards (student_id); -- also lost and closed ones

do $$
declare t text;
begin
  foreach t in array array['card_imports', 'cards'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format($p$create policy in_scope on %I to zhuxue_staff
      using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))$p$, t);
  end loop;
end $$;
create policy own on cards for select to zhuxue_student using (student_id = nullif(current_setting('app.student', true), '')::uuid);
grant select on cards to zhuxue_student;
grant select, insert on card_imports, cards to zhuxue_staff, zhuxue_worker;
grant update (status, activated_on) on cards to zhuxue_staff, zhuxue_worker;
