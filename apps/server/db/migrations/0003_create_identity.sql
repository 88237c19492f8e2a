create table staff_accounts (
  id uuid constraint staff_accounts_pkey primary key,
  username text not null constraint staff_accounts_username_key unique
    constraint staff_accounts_username_check check (username = lower(username)),
  name text not null,
  password_hash text not null,
  must_change_password boolean not null default true,
  password_changed_at timestamptz,
  failed_count integer not null default 0,
  locked_until timestamptz,
  disabled boolean not null default false,
  last_login_at timestamptz,
  created_at timestamptz not null
);

create table staff_grants (
  id uuid constraint staff_grants_pkey primary key,
  staff_id uuid not null constraint staff_grants_staff_fkey references staff_accounts (id),
  role text not null,
  org_id uuid not null constraint staff_grants_org_fkey references orgs (id),
  scope text collate "C" not null,
  valid_until date,
  granted_by uuid,
  granted_at timestamptz not null,
  revoked_at timestamptz,
  revoke_reason text
);
-- 三员: nobody holds two of the three administrator roles (DOMAIN §8)
create unique index staff_grants_one_admin_role on staff_grants (staff_id)
  where role in ('system-admin', 'security-admin', 'audit-admin') and revoked_at is null;
create unique index staff_grants_once on staff_grants (staff_id, role, org_id) where revoked_at is null;
create index staff_grants_scope_idx on staff_grants (scope, id);

create table student_accounts (
  student_id uuid constraint student_accounts_pkey primary key,
  scope text collate "C" not null,
  id_number_bidx bytea not null,
  password_hash text,
  must_change_password boolean not null default true,
  slip_issued_at timestamptz,
  failed_count integer not null default 0,
  locked_until timestamptz,
  last_login_at timestamptz,
  activated_at timestamptz
);
comment on table student_accounts is 'password_hash is null until a slip was printed; preset passwords are random and never stored in clear.';
create index student_accounts_bidx_idx on student_accounts (id_number_bidx); -- log-in by ID number
create index student_accounts_scope_idx on student_accounts (scope, student_id);

create table student_devices (
  id uuid constraint student_devices_pkey primary key,
  student_id uuid not null constraint student_devices_student_fkey references student_accounts (student_id),
  scope text collate "C" not null,
  token_hash bytea not null,
  name text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  trusted_at timestamptz,
  trusted_way text constraint student_devices_way_check check (trusted_way in ('activation', 'face', 'two-staff', 'staff-code', 'password')),
  failed_count integer not null default 0,
  locked_until timestamptz,
  revoked_at timestamptz,
  constraint student_devices_token_key unique (token_hash),
  constraint student_devices_trust_check check ((trusted_at is null) = (trusted_way is null))
);
comment on table student_devices is 'Browsers a student logged in from, by a long-lived token of which only the SHA-256 is kept. Trusted: the person was verified there. A token belongs to one student only.';
create index student_devices_student_idx on student_devices (student_id, last_seen_at);

create table sessions (
  id uuid constraint sessions_pkey primary key,
  token_hash bytea not null constraint sessions_token_key unique,
  kind text not null constraint sessions_kind_check check (kind in ('student', 'staff')),
  student_id uuid constraint sessions_student_fkey references student_accounts (student_id),
  staff_id uuid constraint sessions_staff_fkey references staff_accounts (id),
  grant_id uuid constraint sessions_grant_fkey references staff_grants (id),
  csrf text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  user_agent text not null,
  device_id uuid constraint sessions_device_fkey references student_devices (id) on delete set null,
  constraint sessions_owner_check check ((kind = 'student') = (student_id is not null) and (kind = 'staff') = (staff_id is not null))
);
create index sessions_student_idx on sessions (student_id) where revoked_at is null;
create index sessions_staff_idx on sessions (staff_id) where revoked_at is null;
create index sessions_device_idx on sessions (device_id) where device_id is not null;

create table request_log (
  actor_kind text not null,
  actor_id uuid not null,
  request_id uuid not null,
  route_id text not null,
  body_sm3 text not null,
  reply_enc bytea not null,
  at timestamptz not null,
  constraint request_log_pkey primary key (actor_kind, actor_id, request_id)
);
comment on table request_log is 'First answer of every write, so that a retry gets the same one (DESIGN §7). Encrypted: answers may hold one-time passwords.';
create index request_log_at_idx on request_log (at); -- clean-up

-- a password hash is read by the log-in service only; administrators and class teachers can set one, never read one
grant select on staff_accounts, student_accounts to zhuxue_auth;
grant update (password_hash, must_change_password, password_changed_at, failed_count, locked_until, last_login_at) on staff_accounts to zhuxue_auth;
grant update (password_hash, must_change_password, failed_count, locked_until, last_login_at, activated_at) on student_accounts to zhuxue_auth;
grant select on staff_grants to zhuxue_auth;
grant select, insert, update, delete on sessions to zhuxue_auth;
grant insert on staff_accounts, staff_grants to zhuxue_staff;
grant select (id, username, name, must_change_password, disabled, locked_until, last_login_at, created_at) on staff_accounts to zhuxue_staff;
grant update (password_hash, must_change_password, password_changed_at, failed_count, locked_until, disabled) on staff_accounts to zhuxue_staff;
grant select, update (revoked_at, revoke_reason) on staff_grants to zhuxue_staff;
grant select, insert, update, delete on student_devices to zhuxue_auth, zhuxue_worker;
grant select (id, student_id, scope, name, first_seen_at, last_seen_at, trusted_at, trusted_way, revoked_at),
  update (trusted_at, trusted_way, revoked_at) on student_devices to zhuxue_staff, zhuxue_student;
grant update (revoked_at) on sessions to zhuxue_staff, zhuxue_student;
grant select (id, staff_id, student_id, grant_id, device_id, revoked_at) on sessions to zhuxue_staff;
grant select (id, student_id, device_id, revoked_at) on sessions to zhuxue_student;
grant select (student_id, scope, must_change_password, slip_issued_at, last_login_at, activated_at) on student_accounts to zhuxue_staff;
grant update (password_hash, must_change_password, slip_issued_at, failed_count, locked_until) on student_accounts to zhuxue_staff;
grant select (student_id, scope, must_change_password, slip_issued_at, last_login_at, activated_at) on student_accounts to zhuxue_student;
grant select, insert on request_log to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;
grant delete on request_log to zhuxue_worker;
grant select, insert, update on staff_accounts, staff_grants, student_accounts, sessions to zhuxue_worker;
grant delete on sessions to zhuxue_worker;

alter table student_accounts enable row level security;
create policy auth_all on student_accounts to zhuxue_auth using (true);
create policy worker_all on student_accounts to zhuxue_worker using (true);
create policy own on student_accounts for select to zhuxue_student
  using (student_id = nullif(current_setting('app.student', true), '')::uuid);
create policy in_scope on student_accounts to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
alter table student_devices enable row level security;
create policy auth_all on student_devices to zhuxue_auth using (true);
create policy worker_all on student_devices to zhuxue_worker using (true);
create policy own on student_devices to zhuxue_student
  using (student_id = nullif(current_setting('app.student', true), '')::uuid);
create policy in_scope on student_devices to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
alter table staff_grants enable row level security;
create policy auth_all on staff_grants to zhuxue_auth using (true);
create policy worker_all on staff_grants to zhuxue_worker using (true);
create policy in_scope on staff_grants to zhuxue_staff
  using (scope >= nullif(current_setting('app.scope', true), '') and scope < nullif(current_setting('app.scope_hi', true), ''));
-- an account belongs to whoever sees one of its grants; the inner query is itself under row-level security
alter table staff_accounts enable row level security;
create policy auth_all on staff_accounts to zhuxue_auth using (true);
create policy worker_all on staff_accounts to zhuxue_worker using (true);
create policy add on staff_accounts for insert to zhuxue_staff with check (true);
create policy granted_in_scope on staff_accounts for select to zhuxue_staff
  using (exists (select 1 from staff_grants g where g.staff_id = staff_accounts.id));
create policy change_in_scope on staff_accounts for update to zhuxue_staff
  using (exists (select 1 from staff_grants g where g.staff_id = staff_accounts.id));
alter table sessions enable row level security;
create policy auth_all on sessions to zhuxue_auth using (true);
create policy worker_all on sessions to zhuxue_worker using (true);
create policy own on sessions to zhuxue_student
  using (student_id = nullif(current_setting('app.student', true), '')::uuid);
create policy holder_in_scope on sessions to zhuxue_staff
  using (exists (select 1 from staff_grants g where g.staff_id = sessions.staff_id)
    or exists (select 1 from student_accounts a where a.student_id = sessions.student_id));
alter table request_log enable row level security;
create policy own on request_log to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public
  using (actor_id = nullif(current_setting('app.actor', true), '')::uuid);
create policy worker_all on request_log to zhuxue_worker using (true);

-- Narrow door: roles a person holds anywhere, so that an administrator cannot combine what must stay apart (三员) or
-- take over the account of somebody who also works outside the administrator's scope.
create function staff_roles(p_staff uuid) returns table (role text, in_scope boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select g.role, coalesce(g.scope >= nullif(current_setting('app.scope', true), '') and g.scope < nullif(current_setting('app.scope_hi', true), ''), false)
  from staff_grants g where g.staff_id = p_staff and g.revoked_at is null
$$;
revoke all on function staff_roles(uuid) from public;
grant execute on function staff_roles(uuid) to zhuxue_staff;
