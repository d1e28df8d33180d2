-- People and children of a case of the viewer's agency who are also in another of its cases under a
-- stricter code. What is known of them belongs to no case, so that it may have come from there, and
-- does not leave under the weaker code. Which case it is, nobody learns.
--
-- A record stands with those that were merged into it. Of a child of concern nothing is known to
-- leave: it is not named here, where others would learn of it.
create function orion.kept_by_codes(wanted uuid, released text) returns uuid[]
  -- released: a use for which a permission of the stricter case, to everybody, is enough
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$
    with recursive own as (
      select i.id, i.agency, i.handling from orion.investigation i
      where i.id = wanted and i.agency = orion.viewer_agency() and orion.viewer_sees_cases()
        and not (i.id = any ((select orion.hidden_cases())::uuid[]))
    ), record as (
      select l.person as shown, l.person as id from orion.investigation_person l
      join own on own.id = l.investigation
      join orion.person p on p.id = l.person and p.kind <> 'CHILD_OF_CONCERN'
      union
      select r.shown, m.id from record r join orion.person m on m.merged_into = r.id
    ), elsewhere as (
      select r.shown as id, l.investigation from record r join orion.investigation_person l on l.person = r.id
      union
      select c.child, o.investigation from orion.child_investigation c join own on own.id = c.investigation
      join orion.child_investigation o on o.child = c.child
    )
    select coalesce(array_agg(distinct e.id), '{}') from elsewhere e
    join orion.investigation i on i.id = e.investigation
    join own on own.agency = i.agency and i.handling > own.handling
    where not exists (select from orion.handling_permission p where p.investigation = i.id
      and p.use = released and p.recipient = '' and p.withdrawn_at is null)
  $$;
revoke all on function orion.kept_by_codes(uuid, text) from public;
grant execute on function orion.kept_by_codes(uuid, text) to orion_app;

