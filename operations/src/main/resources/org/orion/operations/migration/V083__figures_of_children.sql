-- How many children became identified, located or safeguarded within a time: each once for a fact,
-- on the first day for which it is confirmed and holds. Counts alone, as in V072, and by month
-- alone: never by place, never by age.
create function orion.count_children(wanted uuid, first date, last date)
  returns table (what text, month text, n bigint)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select s.fact, to_char(s.since, 'YYYY-MM'), count(*) from (
          select f.child, f.fact, min(f.on_day) as since from orion.child_fact f
          where f.holds and f.confidence = 'CONFIRMED' and f.fact <> 'UNIDENTIFIED'
            and not exists (select from orion.child_fact c where c.corrects = f.id)
            and exists (select from orion.child_investigation l
              join orion.counted_cases(wanted) i on i.id = l.investigation where l.child = f.child)
          group by f.child, f.fact) s
        where s.since between first and last group by 1, 2 $$;
revoke all on function orion.count_children(uuid, date, date) from public;
grant execute on function orion.count_children(uuid, date, date) to orion_app;
