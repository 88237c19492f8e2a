-- Second factors, places, notices, grants by two persons, leave cover, hand-over, outside identities of staff.

alter table staff_accounts add column demo_account boolean not null default false;
comment on column staff_accounts.demo_account is 'Made by the demo world: no second factor, shown as such on every screen; cannot log in outside demo mode.';

alter table staff_grants
  add column valid_from date,
  add column confirmed_by uuid,
  add column confirmed_at timestamptz,
  add column covers_grant_id uuid constraint staff_grants_covers_fkey references staff_grants (id),
  -- a grant of rights needs a second administrator (DOMAIN §8); granted_by is null only for the first people of an installation
  add constraint staff_grants_two_persons_check check (granted_by is null or (confirmed_by is not null
    and confirmed_by <> granted_by and granted_by <> staff_id and confirmed_by <> staff_id)),
  add constraint staff_grants_period_check check (valid_from is null or valid_until is null or valid_from <= valid_until);
-- 操作员与审核人不得为同一人 (学校学生资助工作指南 七): per organisation a person is one or the other
create unique index staff_grants_officer_or_reviewer on staff_grants (staff_id, org_id)
  where role in ('aid-officer', 'reviewer') and revoked_at is null;
create unique index staff_grants_officer_or_finance on staff_grants (staff_id, org_id)
  where role in ('aid-officer', 'finance') and revoked_at is null;
create unique index staff_grants_roll_entry_or_review on staff_grants (staff_id, org_id)
  where role in ('roll-officer', 'roll-reviewer') and revoked_at is null;

alter table sessions
  add column factor text constraint sessions_factor_check check (factor in ('totp', 'recovery', 'passkey', 'demo')),
  add column via text not null default 'password' constraint sessions_via_check check (via in ('password', 'oidc')),
  add column address text not null default '',
  add column challenge text,
  add column challenge_at timestamptz;
comment on column sessions.factor is 'Second factor proved in this session; null: the password alone, good for nothing but proving the factor.';

create table staff_totp (
  staff_id uuid constraint staff_totp_pkey primary key constraint staff_totp_staff_fkey references staff_accounts (id),
  secret_enc bytea,
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  pending_enc bytea,
  pending_at timestamptz,
  constraint staff_totp_secret_check check ((secret_enc is null) = (confirmed_at is null))
);
comment on column staff_totp.last_step is 'Time step of the last code that was accepted: each code counts once (RFC 6238 §5.2).';

create table staff_recovery_codes (
  staff_id uuid not null constraint staff_recovery_codes_staff_fkey references staff_accounts (id),
  prefix text not null,
  code_hash text not null,
  used_at timestamptz,
  constraint staff_recovery_codes_pkey primary key (staff_id, prefix)
);

create table staff_passkeys (
  id uuid constraint staff_passkeys_pkey primary key,
  staff_id uuid not null constraint staff_passkeys_staff_fkey references staff_accounts (id),
  credential_id text not null constraint staff_passkeys_credential_key unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index staff_passkeys_staff_idx on staff_passkeys (staff_id);

create table staff_password_history (
  id uuid constraint staff_password_history_pkey primary key,
  staff_id uuid not null constraint staff_password_history_staff_fkey references staff_accounts (id),
  password_hash text not null,
  at timestamptz not null
);
create index staff_password_history_staff_idx on staff_password_history (staff_id, id);

create table staff_places (
  staff_id uuid not null constraint staff_places_staff_fkey references staff_accounts (id),
  place text not null,
  label text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  constraint staff_places_pkey primary key (staff_id, place)
);
comment on table staff_places is 'Where a person logged in before: browser and first part of the address, never the whole address.';

create table staff_devices (
  id uuid constraint staff_devices_pkey primary key,
  staff_id uuid not null constraint staff_devices_staff_fkey references staff_accounts (id),
  token_hash bytea not null constraint staff_devices_token_key unique,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  failed_count integer not null default 0,
  locked_until timestamptz
);
comment on table staff_devices is 'Browsers on which a member of staff proved both factors, by a token of which only the SHA-256 is kept: wrong tries there are counted apart, so that strangers lock the account for strangers only.';
create index staff_devices_staff_idx on staff_devices (staff_id, last_seen_at);
alter table sessions add column staff_device_id uuid constraint sessions_staff_device_fkey references staff_devices (id) on delete set null;
create index sessions_staff_device_idx on sessions (staff_device_id) where staff_device_id is not null;

create table staff_notices (
  id uuid constraint staff_notices_pkey primary key,
  staff_id uuid not null constraint staff_notices_staff_fkey references staff_accounts (id),
  at timestamptz not null,
  text text not null,
  link text,
  read_at timestamptz
);
create index staff_notices_unread_idx on staff_notices (staff_id, id) where read_at is null;

create table staff_identities (
  issuer text not null,
  subject text not null,
  staff_id uuid not null constraint staff_identities_staff_fkey references staff_accounts (id),
  linked_at timestamptz not null,
  constraint staff_identities_pkey primary key (issuer, subject),
  constraint staff_identities_once unique (staff_id, issuer)
);

create table staff_wechat (
  staff_id uuid constraint staff_wechat_pkey primary key constraint staff_wechat_staff_fkey references staff_accounts (id),
  openid_enc bytea not null,
  openid_bidx bytea not null constraint staff_wechat_openid_key unique,
  message_id text not null,
  bound_at timestamptz not null,
  remind boolean not null default true,
  reminded_on date
);
comment on table staff_wechat is 'WeChat of a member of staff, for reminders only: no log-in goes by it. One WeChat, one account.';

create table staff_wechat_codes (
  staff_id uuid constraint staff_wechat_codes_pkey primary key constraint staff_wechat_codes_staff_fkey references staff_accounts (id),
  code_digest text not null constraint staff_wechat_codes_key unique,
  expires_at timestamptz not null
);

create table staff_grant_requests (
  id uuid constraint staff_grant_requests_pkey primary key,
  staff_id uuid not null constraint staff_grant_requests_staff_fkey references staff_accounts (id),
  staff_name text not null,
  role text not null,
  org_id uuid not null constraint staff_grant_requests_org_fkey references orgs (id),
  org_name text not null,
  scope text collate "C" not null,
  valid_from date,
  valid_until date,
  covers_grant_id uuid constraint staff_grant_requests_covers_fkey references staff_grants (id),
  covers_name text,
  reason text not null,
  requested_by uuid not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  status text not null default 'waiting'
    constraint staff_grant_requests_status_check check (status in ('waiting', 'confirmed', 'refused', 'withdrawn')),
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decision_reason text,
  grant_id uuid constraint staff_grant_requests_grant_fkey references staff_grants (id),
  constraint staff_grant_requests_two_persons_check check (requested_by <> staff_id
    and (status not in ('confirmed', 'refused') or (decided_by is not null and decided_by <> requested_by and decided_by <> staff_id))),
  constraint staff_grant_requests_decided_check check ((status = 'waiting') = (decided_at is null) and (status = 'confirmed') = (grant_id is not null)),
  constraint staff_grant_requests_cover_check check (covers_grant_id is null or (valid_from is not null and valid_until is not null)),
  constraint staff_grant_requests_period_check check (valid_from is null or valid_until is null or valid_from <= valid_until)
);
create unique index staff_grant_requests_once on staff_grant_requests (staff_id, role, org_id) where status = 'waiting';
create index staff_grant_requests_scope_idx on staff_grant_requests (scope, id);

create table handovers (
  id uuid constraint handovers_pkey primary key,
  scope text collate "C" not null,
  role text not null,
  org_id uuid not null constraint handovers_org_fkey references orgs (id),
  org_name text not null,
  from_grant_id uuid not null constraint handovers_from_grant_fkey references staff_grants (id),
  from_staff_id uuid not null constraint handovers_from_fkey references staff_accounts (id),
  from_name text not null,
  to_staff_id uuid not null constraint handovers_to_fkey references staff_accounts (id),
  to_name text not null,
  request_id uuid not null constraint handovers_request_key unique constraint handovers_request_fkey references staff_grant_requests (id),
  reason text not null,
  work jsonb not null,
  started_by uuid not null,
  started_by_name text not null,
  started_at timestamptz not null,
  status text not null default 'waiting' constraint handovers_status_check check (status in ('waiting', 'open', 'accepted', 'cancelled')),
  accepted_at timestamptz,
  accepted_work jsonb,
  accepted_note text,
  account_closed boolean,
  constraint handovers_two_persons_check check (from_staff_id <> to_staff_id),
  constraint handovers_accepted_check check ((status = 'accepted') = (accepted_at is not null and accepted_work is not null))
);
comment on table handovers is '交接清单: work by kind and count when it was started and when it was accepted; no business data.';
create unique index handovers_one_open on handovers (from_grant_id) where status in ('waiting', 'open');
create index handovers_scope_idx on handovers (scope, id);
create index handovers_to_idx on handovers (to_staff_id) where status in ('waiting', 'open');

do $$
declare t text;
begin
  foreach t in array array['staff_totp', 'staff_recovery_codes', 'staff_passkeys', 'staff_password_history', 'staff_places', 'staff_devices', 'staff_notices', 'staff_identities', 'staff_wechat', 'staff_wechat_codes'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy auth_all on %I to zhuxue_auth using (true)', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format('create policy account_in_scope on %I to zhuxue_staff using (exists (select 1 from staff_accounts a where a.id = staff_id))', t);
  end loop;
  foreach t in array array['staff_grant_requests', 'handovers'] loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy auth_all on %I to zhuxue_auth using (true)', t);
    execute format('create policy worker_all on %I to zhuxue_worker using (true)', t);
    execute format($p$create policy in_scope on %I to zhuxue_staff
      using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''))$p$, t);
  end loop;
end $$;
-- a new account has no grant until a second administrator confirmed it: whoever sees the request sees the account
alter policy granted_in_scope on staff_accounts using (
  exists (select 1 from staff_grants g where g.staff_id = staff_accounts.id)
  or exists (select 1 from staff_grant_requests r where r.staff_id = staff_accounts.id));
alter policy change_in_scope on staff_accounts using (
  exists (select 1 from staff_grants g where g.staff_id = staff_accounts.id)
  or exists (select 1 from staff_grant_requests r where r.staff_id = staff_accounts.id));

-- secrets of a factor are read by the log-in service only; an administrator sees that there is one, and can remove it
grant select, insert, update, delete on staff_totp, staff_recovery_codes, staff_passkeys, staff_password_history, staff_places, staff_devices, staff_identities to zhuxue_auth;
grant select, insert, update, delete on staff_wechat, staff_wechat_codes to zhuxue_auth;
grant select, update (reminded_on), delete on staff_wechat to zhuxue_worker;
grant select, insert on staff_notices to zhuxue_auth;
grant select on staff_notices to zhuxue_worker;
grant update (read_at) on staff_notices to zhuxue_auth;
grant select on staff_grant_requests to zhuxue_auth;
grant select, update on handovers to zhuxue_auth;
grant update (must_change_password) on staff_accounts to zhuxue_auth;
grant select (demo_account) on staff_accounts to zhuxue_staff;
grant select (staff_id, confirmed_at), delete on staff_totp to zhuxue_staff;
grant select (staff_id), delete on staff_recovery_codes, staff_passkeys, staff_identities, staff_devices to zhuxue_staff;
grant insert on staff_notices to zhuxue_staff, zhuxue_worker;
grant select, insert on staff_grant_requests, handovers to zhuxue_staff;
grant update (status, decided_by, decided_by_name, decided_at, decision_reason, grant_id) on staff_grant_requests to zhuxue_staff;
grant update (status, accepted_at, accepted_work, accepted_note, account_closed) on handovers to zhuxue_staff;
grant select (id, last_seen_at), delete on staff_devices to zhuxue_worker;
grant select on staff_grant_requests, handovers, staff_passkeys, staff_totp to zhuxue_worker;
