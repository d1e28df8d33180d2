-- Links between exhibits: the same content, and pictures that look alike, in reports of all agencies.
--
-- They are found once, by the server's own work, when a report has come. What of them somebody may
-- see is decided when it is read: a link between two exhibits that the viewer sees is shown as such;
-- of another agency's exhibit the agency alone, where its case's handling code lets information be
-- passed on or a permission does; all else is not there, and in no count.

-- Of two reports the one with the greater number stands first.
create table orion.exhibit_link (
  batch bigint not null,
  part integer not null,
  other_batch bigint not null,
  other_part integer not null,
  -- Contents that lie on both, and of them the unmatched.
  exact bigint not null,
  exact_unmatched bigint not null,
  -- Pictures of the report that was compared which look like others there, without those that lie there.
  alike bigint not null,
  alike_unmatched bigint not null,
  primary key (batch, part, other_batch, other_part)
);
create index exhibit_link_other on orion.exhibit_link (other_batch, other_part);

-- Pictures that look alike: of each picture the nearest.
create table orion.similar_content (
  batch bigint not null,
  n integer not null,
  other_batch bigint not null,
  other_n integer not null,
  distance_bits smallint not null,
  primary key (batch, n, other_batch, other_n)
);
create index similar_content_other on orion.similar_content (other_batch, other_n);

-- When a report was compared with what was there. Contents that lie on more exhibits than are
-- followed link none; each part tells how many it has.
create table orion.report_compared (
  batch bigint not null,
  part integer not null,
  widespread bigint not null,
  at timestamptz not null default now(),
  primary key (batch, part)
);

do $$
declare
  name text;
begin
  foreach name in array array['exhibit_link', 'similar_content', 'report_compared']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy by_machine on orion.%I for insert to orion_app
      with check (current_setting(''orion.roles'') = ''machine'')', name);
    execute format('create policy of_machine on orion.%I for select to orion_app
      using (current_setting(''orion.roles'') = ''machine'')', name);
  end loop;
end
$$;
create policy of_visible_parts on orion.exhibit_link for select to orion_app
  using (exists (select from orion.report_exhibit p where p.batch = exhibit_link.batch and p.part = exhibit_link.part)
    and exists (select from orion.report_exhibit p where p.batch = other_batch and p.part = other_part));
create policy of_visible_contents on orion.similar_content for select to orion_app
  using (exists (select from orion.report_media m where m.batch = similar_content.batch and m.n = similar_content.n)
    and exists (select from orion.report_media m where m.batch = other_batch and m.n = other_n));
create policy of_visible_part on orion.report_compared for select to orion_app
  using (exists (select from orion.report_exhibit p where p.batch = report_compared.batch and p.part = report_compared.part));
grant select, insert on orion.exhibit_link, orion.similar_content, orion.report_compared to orion_app;

-- What the server's own work compares a report with, some blocks at a time, in the order of their
-- keys. Numbers and hashes alone, and for nobody else.
create function orion.looks_after(after_batch bigint, after_part integer, after_block integer, most integer)
  returns table (batch bigint, part integer, block integer, entries bytea)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select l.batch, l.part, l.block, l.entries from orion.report_look l
        where current_setting('orion.roles') = 'machine'
          and (l.batch, l.part, l.block) > (after_batch, after_part, after_block)
        order by l.batch, l.part, l.block limit most $$;

-- Whether a later report takes the place of a part.
create function orion.is_superseded(wanted uuid) returns boolean
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select exists (select from orion.report_exhibit p join orion.triage_report r on r.id = p.report
          join orion.triage_report s on s.agency = r.agency and s.supersedes = r.report
          join orion.report_exhibit q on q.report = s.id and q.label = p.label
          where p.id = wanted and orion.viewer_sees_cases()) $$;

-- Whether a part is another agency's, of which the viewer may learn whose it is and no more.
create function orion.is_told(wanted uuid) returns boolean
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select exists (select from orion.report_exhibit p join orion.investigation i on i.id = p.investigation
          where p.id = wanted and p.agency <> orion.viewer_agency() and orion.viewer_sees_cases()
            and not (p.investigation = any (orion.shared_cases()))
            and (i.handling in ('H0', 'H1') or exists (select from orion.handling_permission h
              where h.investigation = i.id and h.use = 'PASS_ON' and h.withdrawn_at is null
                and h.recipient in ('', orion.viewer_agency())))) $$;
-- A part of the viewer's own agency that he sees.
create function orion.own_part(wanted uuid) returns setof orion.report_exhibit
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select p.* from orion.report_exhibit p
        where p.id = wanted and p.agency = orion.viewer_agency() and orion.viewer_sees_cases()
          and (p.investigation is null or not (p.investigation = any (orion.hidden_cases()))) $$;

create function orion.links_elsewhere(wanted uuid)
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
        join orion.report_exhibit o on o.batch = l.batch and o.part = l.part
        where orion.is_told(o.id) and not orion.is_superseded(o.id)
        group by o.agency order by 3 desc, 2 desc, 1 $$;

create function orion.content_elsewhere(wanted uuid, line integer)
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
        join orion.report_exhibit o on o.batch = f.batch and o.part = f.part
        where orion.is_told(o.id) and not orion.is_superseded(o.id)
        group by o.agency order by 2, 1 $$;

create function orion.serials_elsewhere(wanted uuid) returns table (value text, agency text)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select distinct s.value, o.agency from orion.own_part(wanted) p
        join orion.report_serial s on s.batch = p.batch and s.part = p.part
        join orion.report_serial x on x.value = s.value and x.kind = s.kind
        join orion.report_exhibit o on o.batch = x.batch and o.part = x.part
        where orion.is_told(o.id) and not orion.is_superseded(o.id) order by 1, 2 $$;

-- Media of counted cases (V072) by the highest category of any list, and bytes. Of each exhibit the
-- latest part counts that no later report takes the place of.
create function orion.count_media(wanted uuid, first date, last date)
  returns table (what text, category text, n bigint)
  language plpgsql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$
#variable_conflict use_column
begin
  return query with counted as (
      select distinct on (p.exhibit) p.* from orion.report_exhibit p
      join orion.triage_report r on r.id = p.report
      join orion.counted_cases(wanted) i on i.id = p.investigation
      where not orion.is_superseded(p.id)
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

revoke all on function orion.looks_after(bigint, integer, integer, integer), orion.is_superseded(uuid),
  orion.is_told(uuid), orion.own_part(uuid), orion.links_elsewhere(uuid), orion.content_elsewhere(uuid, integer),
  orion.serials_elsewhere(uuid), orion.count_media(uuid, date, date) from public;
grant execute on function orion.looks_after(bigint, integer, integer, integer), orion.is_superseded(uuid),
  orion.links_elsewhere(uuid), orion.content_elsewhere(uuid, integer), orion.serials_elsewhere(uuid),
  orion.count_media(uuid, date, date) to orion_app;
