-- What is of a merged case stays counted: its exhibits, arrests, charges, tips and children. The case
-- itself is counted as the one that it was merged into alone.
create or replace function orion.counted_cases(wanted uuid)
  returns setof orion.investigation
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select i.* from orion.investigation i
        where orion.viewer_sees_cases()
          and (i.handling <> 'H3' or exists (select from orion.handling_permission h where h.investigation = i.id
            and h.use = 'COUNT' and h.recipient = '' and h.withdrawn_at is null))
          and (wanted is null and i.agency = orion.viewer_agency()
            or i.operation = wanted and wanted = any (orion.operations_of_viewer())
              and exists (select from orion.operation_agency p where p.operation = wanted and p.agency = i.agency)) $$;

create or replace function orion.count_cases(wanted uuid, first date, last date)
  returns table (what text, month text, n bigint)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select 'OPENED', to_char(opened_on, 'YYYY-MM'), count(*) from orion.counted_cases(wanted)
        where merged_into is null and opened_on between first and last group by 2
        union all
        select w.what, to_char(i.closed_at at time zone 'UTC', 'YYYY-MM'), count(*)
        from orion.counted_cases(wanted) i
        cross join lateral (select unnest(case when i.close_reason = 'REFERRED' then array['CLOSED', 'REFERRED']
          else array['CLOSED'] end) as what) w
        where i.merged_into is null and (i.closed_at at time zone 'UTC')::date between first and last group by 1, 2 $$;
