-- The application logs in as zhuxue_app, which owns nothing and inherits nothing; each transaction takes one of the
-- narrow roles below with SET LOCAL ROLE. A query outside such a transaction is refused: it fails closed.
do $$
declare r text;
begin
  foreach r in array array['zhuxue_auth', 'zhuxue_student', 'zhuxue_staff', 'zhuxue_public', 'zhuxue_worker'] loop
    if not exists (select 1 from pg_roles where rolname = r) then
      execute format('create role %I nologin noinherit', r);
    end if;
  end loop;
  if not exists (select 1 from pg_roles where rolname = 'zhuxue_app') then
    create role zhuxue_app login noinherit;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another database of the same cluster made them at the same moment
end $$;
grant zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker to zhuxue_app;
revoke create on schema public from public;
grant usage on schema public to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;

create table app_state (
  key text constraint app_state_pkey primary key,
  value text not null
);
comment on table app_state is 'Small facts of the installation itself: demo clock offset, demo world version. No personal data.';
grant select on app_state to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;
grant insert, update on app_state to zhuxue_worker;
