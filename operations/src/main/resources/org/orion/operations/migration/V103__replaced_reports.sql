-- Of a report that replaces another one: a part that is attached gives its place up to a part of the
-- same exhibit alone, so that what is counted of one exhibit is not taken away by another one.
--
-- Parts that count. For functions; the working role may not read it.
create view orion.counted_part as
  select p.* from orion.report_exhibit p join orion.triage_report r on r.id = p.report
  where not exists (select from orion.triage_report s join orion.report_exhibit q on q.report = s.id
    where s.agency = r.agency and s.supersedes = r.report and q.label = p.label
      and (p.exhibit is null or q.exhibit = p.exhibit));

-- Whether a later report takes the place of a part.
create or replace function orion.is_superseded(wanted uuid) returns boolean
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select orion.viewer_sees_cases() and exists (select from orion.report_exhibit p where p.id = wanted)
          and not exists (select from orion.counted_part p where p.id = wanted) $$;

create or replace function orion.links_elsewhere(wanted uuid)
  returns table (agency text, exact bigint, exact_unmatched bigint, alike bigint, alike_unmatched bigint)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select o.agency, max(l.exact), max(l.exact_unmatched), max(l.alike), max(l.alike_unmatched)
        from orion.own_part(wanted) p
        join lateral (
          select other_batch as batch, other_part as part, exact, exact_unmatched, alike, alike_unmatched
          from orion.exhibit_link x where x.batch = p.batch and x.part = p.part
          union all
          select x.batch, x.part, exact, exact_unmatched, alike, alike_unmatched
          from orion.exhibit_link x where x.other_batch = p.batch and x.other_part = p.part) l on true
        join orion.counted_part o on o.batch = l.batch and o.part = l.part
        where orion.is_told(o.id)
        group by o.agency order by 3 desc, 2 desc, 1 $$;

create or replace function orion.content_elsewhere(wanted uuid, line integer)
  returns table (agency text, distance_bits integer)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select o.agency, min(f.distance_bits)
        from orion.own_part(wanted) p
        join orion.report_media m on m.batch = p.batch and m.part = p.part and m.n = line
        join lateral (
          select x.batch, x.part, 0 as distance_bits from orion.report_media x
          where x.mark = m.mark and x.sha256 = m.sha256
          union all
          select x.batch, x.part, s.distance_bits from orion.similar_content s
          join orion.report_media x on x.batch = s.other_batch and x.n = s.other_n
          where s.batch = m.batch and s.n = m.n
          union all
          select x.batch, x.part, s.distance_bits from orion.similar_content s
          join orion.report_media x on x.batch = s.batch and x.n = s.n
          where s.other_batch = m.batch and s.other_n = m.n) f on true
        join orion.counted_part o on o.batch = f.batch and o.part = f.part
        where orion.is_told(o.id)
        group by o.agency order by 2, 1 $$;

create or replace function orion.serials_elsewhere(wanted uuid) returns table (value text, agency text)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select distinct s.value, o.agency from orion.own_part(wanted) p
        join orion.report_serial s on s.batch = p.batch and s.part = p.part
        join orion.report_serial x on x.value = s.value and x.kind = s.kind
        join orion.counted_part o on o.batch = x.batch and o.part = x.part
        where orion.is_told(o.id) order by 1, 2 $$;

-- Media of counted cases (V072) by the highest category of any list, and bytes. Of each exhibit the
-- latest part counts that no later report takes the place of.
create or replace function orion.count_media(wanted uuid, first date, last date)
  returns table (what text, category text, n bigint)
  language plpgsql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$
#variable_conflict use_column
begin
  return query with counted as (
      select distinct on (p.exhibit) p.* from orion.counted_part p
      join orion.triage_report r on r.id = p.report
      join orion.counted_cases(wanted) i on i.id = p.investigation
      order by p.exhibit, r.arrived_at desc, p.batch desc),
    chosen as (
      select c.* from counted c join orion.triage_report r on r.id = c.report
      where (r.arrived_at at time zone 'UTC')::date between first and last),
    named as (
      select concat_ws(' ', c.list, nullif(c.scheme, ''), nullif(c.code, '')) as category,
        sum(c.first_pictures)::bigint as pictures, sum(c.first_videos)::bigint as videos
      from chosen w join orion.report_category c on c.batch = w.batch and c.part = w.part group by 1)
    select 'PICTURES', category, pictures from named where pictures > 0
    union all
    select 'VIDEOS', category, videos from named where videos > 0
    union all
    select 'PICTURES', '', greatest(0, coalesce(sum(pictures), 0) - (select coalesce(sum(pictures), 0) from named))::bigint from chosen
    union all
    select 'VIDEOS', '', greatest(0, coalesce(sum(videos), 0) - (select coalesce(sum(videos), 0) from named))::bigint from chosen
    union all
    select 'GIGABYTES', '', least(9e15, trunc(coalesce(sum(bytes), 0) / 1000000000))::bigint from chosen;
end
$$;

-- What the server's own work compares a report with, with the agency of each: each agency is counted
-- by itself, so that no agency's links tell how much another one has. Numbers and hashes alone, and for
-- nobody else.
drop function orion.looks_after(bigint, integer, integer, integer);
create function orion.looks_after(after_batch bigint, after_part integer, after_block integer, most integer)
  returns table (agency text, batch bigint, part integer, block integer, entries bytea)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select l.agency, l.batch, l.part, l.block, l.entries from orion.report_look l
        where current_setting('orion.roles') = 'machine'
          and (l.batch, l.part, l.block) > (after_batch, after_part, after_block)
        order by l.batch, l.part, l.block limit most $$;

-- The parts of a report, those without contents too, for the same work.
create function orion.parts_of(wanted bigint) returns table (part integer)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select p.part from orion.report_exhibit p where current_setting('orion.roles') = 'machine' and p.batch = wanted $$;

revoke all on function orion.looks_after(bigint, integer, integer, integer), orion.parts_of(bigint) from public;
grant execute on function orion.looks_after(bigint, integer, integer, integer), orion.parts_of(bigint) to orion_app;

-- What was compared before is compared anew, so that it is counted so too.
delete from orion.exhibit_link;
delete from orion.similar_content;
delete from orion.report_compared;
insert into orion.scheduled_tasks (task_name, task_instance, execution_time, picked, version)
select 'triage-report-came', batch::text, now(), false, 1 from orion.triage_report
on conflict do nothing;
