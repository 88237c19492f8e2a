-- Narrow doors through the row-level wall: each answers one question with numbers only.

-- How many other rolls, phones and applications of the same programme and term look like this student's (automatic
-- checks of the review): an award of an earlier term at a former school is no double application.
create function check_counts(p_student uuid, p_programme text, p_term text)
returns table (same_person_active integer, same_phone integer, same_person_applications integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select
    (select count(*)::integer from students o join students s on s.id = p_student
      where o.id_number_bidx = s.id_number_bidx and o.id <> s.id and o.roll_status in ('on-roll', 'pre-registered', 'suspended')),
    (select count(*)::integer from students o join students s on s.id = p_student
      where o.phone_bidx = s.phone_bidx and o.id <> s.id),
    (select count(*)::integer from applications a join students o on o.id = a.student_id join students s on s.id = p_student
      where o.id_number_bidx = s.id_number_bidx and o.id <> s.id and a.programme = p_programme and a.term = p_term
        and a.status not in ('rejected', 'recalled', 'withdrawn'))
$$;

-- Hold one applicant when an objection comes in from the public page; no row when her notice is over, so that an
-- objection in the last second is refused instead of lost.
create function hold_application(p_application uuid) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  update applications set held = true, revision = revision + (not held)::integer
  where id = p_application and status = 'public-notice' returning true
$$;

revoke all on function check_counts(uuid, text, text), hold_application(uuid) from public;
grant execute on function check_counts(uuid, text, text) to zhuxue_staff, zhuxue_student, zhuxue_worker;
grant execute on function hold_application(uuid) to zhuxue_public;
