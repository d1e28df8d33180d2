-- Figures: what is counted, and what of it was released.
--
-- Counts of an operation are counts over all its agencies, whose rows row-level security hides from
-- each other; the functions below give counts alone. Cases whose handling code forbids counting
-- (H3, without a permission for COUNT that is open to everybody) are in none of them.

create function orion.counted_cases(wanted uuid)
  returns setof orion.investigation
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select i.* from orion.investigation i
        where orion.viewer_sees_cases() and i.merged_into is null
          and (i.handling <> 'H3' or exists (select from orion.handling_permission h where h.investigation = i.id
            and h.use = 'COUNT' and h.recipient = '' and h.withdrawn_at is null))
          and (wanted is null and i.agency = orion.viewer_agency()
            or i.operation = wanted and wanted = any (orion.operations_of_viewer())
              and exists (select from orion.operation_agency p where p.operation = wanted and p.agency = i.agency)) $$;

create function orion.count_cases(wanted uuid, first date, last date)
  returns table (what text, month text, n bigint)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select 'OPENED', to_char(opened_on, 'YYYY-MM'), count(*) from orion.counted_cases(wanted)
        where opened_on between first and last group by 2
        union all
        select w.what, to_char(i.closed_at at time zone 'UTC', 'YYYY-MM'), count(*)
        from orion.counted_cases(wanted) i
        cross join lateral (select unnest(case when i.close_reason = 'REFERRED' then array['CLOSED', 'REFERRED']
          else array['CLOSED'] end) as what) w
        where (i.closed_at at time zone 'UTC')::date between first and last group by 1, 2 $$;

-- An arrest's offence is that of the first charge against the person in the case.
create function orion.count_arrests(wanted uuid, first date, last date)
  returns table (country text, offence text, month text, n bigint)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select a.country, coalesce(c.offence, ''), to_char(a.at at time zone 'UTC', 'YYYY-MM'), count(*)
        from orion.arrest a join orion.counted_cases(wanted) i on i.id = a.investigation
        left join lateral (select concat_ws(' ', x.system, nullif(x.system_version, ''), x.code, x.label) as offence
          from orion.charge x where x.investigation = a.investigation and x.person = a.person
          order by x.filed_on, x.at, x.id limit 1) c on true
        where a.annulled_at is null and (a.at at time zone 'UTC')::date between first and last
        group by 1, 2, 3 $$;

create function orion.count_charges(wanted uuid, first date, last date)
  returns table (what text, month text, n bigint)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select 'CHARGES', to_char(c.filed_on, 'YYYY-MM'), count(*)
        from orion.charge c join orion.counted_cases(wanted) i on i.id = c.investigation
        where c.filed_on between first and last group by 2
        union all
        select 'CONVICTIONS', to_char(d.on_day, 'YYYY-MM'), count(*)
        from orion.charge c join orion.counted_cases(wanted) i on i.id = c.investigation
        join lateral (select x.kind, x.on_day from orion.charge_disposition x where x.charge = c.id
          order by x.on_day desc, x.at desc, x.id desc limit 1) d on d.kind = 'CONVICTED'
        where d.on_day between first and last group by 2 $$;

-- Of an agency: all its tips. Of an operation: tips of its cases, each once.
create function orion.count_tips(wanted uuid, first date, last date)
  returns table (source text, type text, month text, n bigint)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select t.source, t.incident_type, to_char(t.arrived_at at time zone 'UTC', 'YYYY-MM'), count(*)
        from orion.tip t
        where orion.viewer_sees_cases() and (t.arrived_at at time zone 'UTC')::date between first and last
          and (wanted is null and t.agency = orion.viewer_agency()
            or wanted is not null and t.id in (select l.tip from orion.investigation_tip l
              join orion.counted_cases(wanted) i on i.id = l.investigation))
        group by 1, 2, 3 $$;

revoke all on function orion.counted_cases(uuid), orion.count_cases(uuid, date, date),
  orion.count_arrests(uuid, date, date), orion.count_charges(uuid, date, date),
  orion.count_tips(uuid, date, date) from public;
grant execute on function orion.count_cases(uuid, date, date), orion.count_arrests(uuid, date, date),
  orion.count_charges(uuid, date, date), orion.count_tips(uuid, date, date) to orion_app;

-- What was released is kept: the same cell shows the same figure for ever, whatever is entered later.
create table orion.figure_release (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  -- Nothing for a quarter of the agency alone.
  operation uuid references orion.operation,
  title text not null check (length(title) between 1 and 300),
  starts_on date not null,
  ends_on date not null,
  agencies text not null,
  countries text not null,
  -- Stated by who released it; nothing where it was not.
  presentations integer check (presentations between 0 and 100000),
  threshold integer not null check (threshold >= 5),
  base integer not null check (base >= 5),
  as_of timestamptz not null default now(),
  account uuid not null,
  check (ends_on >= starts_on)
);
create unique index figure_release_operation on orion.figure_release (operation) where operation is not null;
create unique index figure_release_quarter on orion.figure_release (agency, starts_on) where operation is null;
create table orion.figure_release_cell (
  agency text not null references orion.agency,
  release uuid not null references orion.figure_release,
  place integer not null,
  name text not null,
  line text not null,
  spot text not null,
  -- Nothing where it is suppressed.
  figure bigint check (figure >= 0),
  primary key (release, place)
);

alter table orion.figure_release enable row level security, force row level security;
create policy owner_all on orion.figure_release to current_user using (true);
create policy of_own_agency on orion.figure_release to orion_app
  using (agency = orion.viewer_agency()) with check (agency = orion.viewer_agency());
create policy of_participants on orion.figure_release for select to orion_app
  using (operation = any ((select orion.operations_of_viewer())::uuid[]));
alter table orion.figure_release_cell enable row level security, force row level security;
create policy owner_all on orion.figure_release_cell to current_user using (true);
create policy of_release on orion.figure_release_cell for select to orion_app
  using (exists (select from orion.figure_release r where r.id = release));
create policy by_own_agency on orion.figure_release_cell for insert to orion_app
  with check (agency = orion.viewer_agency());
grant select, insert on orion.figure_release, orion.figure_release_cell to orion_app;
