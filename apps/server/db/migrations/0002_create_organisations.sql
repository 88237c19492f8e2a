create table orgs (
  id uuid constraint orgs_pkey primary key,
  parent_id uuid constraint orgs_parent_fkey references orgs (id),
  kind text not null constraint orgs_kind_check check (kind in ('province', 'prefecture', 'county', 'school', 'department', 'class')),
  line text not null constraint orgs_line_check check (line in ('education', 'human-resources')),
  code text not null,
  name text not null,
  path text collate "C" not null constraint orgs_path_key unique
    constraint orgs_path_check check (path ~ '^([A-Za-z0-9-]+/)+$'),
  school_kind text,
  county_code text,
  constraint orgs_parent_check check ((parent_id is null) = (kind = 'province')),
  constraint orgs_school_check check (kind <> 'school' or (school_kind is not null and county_code is not null))
);
comment on table orgs is '机构树: 省→州市→县区→学校→系部→班级, 教育线与人社线各一棵. path is the data scope: a node sees [path, path with its last / raised to 0).';
create index orgs_parent_idx on orgs (parent_id); -- children of a node

create table classes (
  id uuid constraint classes_pkey primary key constraint classes_org_fkey references orgs (id),
  school_id uuid not null constraint classes_school_fkey references orgs (id),
  scope text collate "C" not null,
  name text not null,
  entry_year integer not null,
  stage text not null,
  major_name text not null,
  major_code text,
  agriculture boolean not null,
  performing boolean not null,
  opera boolean not null
);
create index classes_scope_idx on classes (scope, id);

create table campuses (
  id uuid constraint campuses_pkey primary key,
  school_id uuid not null constraint campuses_school_fkey references orgs (id),
  name text not null,
  area jsonb not null,
  registered_on date not null
);
comment on table campuses is '校区及备案办学范围 (GeoJSON polygon, WGS84).';

grant select on orgs, classes, campuses to zhuxue_auth, zhuxue_student, zhuxue_staff, zhuxue_public, zhuxue_worker;
grant insert, update on orgs, classes, campuses to zhuxue_worker;
