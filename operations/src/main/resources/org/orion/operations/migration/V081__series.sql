-- The identification board: series of material whose children nobody knows yet, by their leads.
--
-- Agencies that a series is shared with see its leads, and that somebody works on it; they do not see
-- each other. Whether a series is worked on is asked of all claims, so that no two do the same.

create table orion.series_counter (
  agency text primary key references orion.agency,
  last integer not null check (last > 0)
);
create table orion.series (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  number integer not null check (number > 0),
  words text not null default '' check (length(words) <= 5000),
  state text not null default 'OPEN' check (state in ('OPEN', 'CLOSED')),
  close_reason text not null default '' check (length(close_reason) <= 2000),
  made_by uuid not null,
  made_at timestamptz not null default now(),
  version integer not null default 0,
  unique (agency, number),
  check ((state = 'CLOSED') = (close_reason <> ''))
);

create table orion.series_lead (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  series uuid not null references orion.series,
  kind text not null check (kind in ('CAMERA_SERIAL', 'PLACE', 'TIME', 'FIRST_SEEN', 'SOUND', 'LANGUAGE', 'OBJECT')),
  value text not null check (length(value) between 1 and 500),
  -- What two leads are compared by.
  normal text not null check (length(normal) between 1 and 500),
  source text not null check (length(source) between 1 and 500),
  account uuid not null,
  at timestamptz not null default now(),
  withdrawn_at timestamptz
);
create index series_lead_series on orion.series_lead (series);
create index series_lead_normal on orion.series_lead (kind, normal) where withdrawn_at is null;

-- Agencies that hold copies; `agency` is whose series it is.
create table orion.series_holder (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  series uuid not null references orion.series,
  holder text not null references orion.agency,
  -- Whether agencies that the series is shared with are told its name.
  named boolean not null default false,
  account uuid not null,
  at timestamptz not null default now(),
  unique (series, holder)
);

-- Who works on it; `agency` is that of the person.
create table orion.series_claim (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  series uuid not null references orion.series,
  account uuid not null references orion.account,
  note text not null check (length(note) between 1 and 2000),
  since timestamptz not null default now(),
  -- The last day on which it holds.
  until date not null,
  released_at timestamptz
);
create index series_claim_series on orion.series_claim (series, until);

create table orion.series_share (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  series uuid not null references orion.series,
  recipient text not null references orion.agency,
  reason text not null check (length(reason) between 1 and 2000),
  account uuid not null,
  at timestamptz not null default now(),
  ended_at timestamptz,
  check (recipient <> agency)
);
create unique index series_share_once on orion.series_share (series, recipient) where ended_at is null;
create index series_share_recipient on orion.series_share (recipient) where ended_at is null;

create table orion.series_investigation (
  agency text not null references orion.agency,
  series uuid not null references orion.series,
  investigation uuid not null references orion.investigation,
  account uuid not null,
  at timestamptz not null default now(),
  primary key (series, investigation)
);
create index series_investigation_case on orion.series_investigation (investigation);
-- Children who were identified in it, each of the agency that did.
create table orion.series_child (
  agency text not null references orion.agency,
  series uuid not null references orion.series,
  child uuid not null references orion.child,
  account uuid not null,
  at timestamptz not null default now(),
  primary key (series, child)
);
create index series_child_child on orion.series_child (child);

create function orion.shared_series() returns uuid[]
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select coalesce(array_agg(series), '{}') from orion.series_share
        where recipient = orion.viewer_agency() and ended_at is null $$;
-- How things stand with each series that the viewer may see: how many agencies hold copies, until when
-- somebody works on it, whose (for that agency and the series' own), since when nobody does, and how
-- many children were identified.
create function orion.series_work()
  returns table (series uuid, holders integer, claimed_until date, claimed_by text, idle_since timestamptz, children integer)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$
    select s.id,
      (select count(*) from orion.series_holder h where h.series = s.id)::integer,
      a.until,
      case when s.agency = orion.viewer_agency() or a.agency = orion.viewer_agency() then a.agency end,
      case when a.id is null then greatest(s.made_at, (select max(coalesce(c.released_at, (c.until + 1)::timestamptz))
        from orion.series_claim c where c.series = s.id)) end,
      (select count(*) from orion.series_child k where k.series = s.id)::integer
    from orion.series s
    left join lateral (select c.* from orion.series_claim c
      where c.series = s.id and c.released_at is null and c.until >= current_date order by c.since limit 1) a on true
    where orion.viewer_sees_children()
      and (s.agency = orion.viewer_agency() or s.id = any ((select orion.shared_series())::uuid[]))
  $$;
revoke all on function orion.shared_series(), orion.series_work() from public;
grant execute on function orion.shared_series(), orion.series_work() to orion_app;

create procedure orion.protect_series_rows(name text, key text, others text) language plpgsql as $$
begin
  execute format('alter table orion.%I enable row level security, force row level security', name);
  execute format('create policy owner_all on orion.%I to current_user using (true)', name);
  execute format('create policy of_own_agency on orion.%I to orion_app
    using (agency = orion.viewer_agency() and orion.viewer_sees_children())
    with check (agency = orion.viewer_agency() and orion.viewer_sees_children())', name);
  if others <> '' then
    execute format('create policy of_shared_series on orion.%I for select to orion_app
      using (orion.viewer_sees_children() and %I = any ((select orion.shared_series())::uuid[]) and %s)', name, key, others);
  end if;
end
$$;
call orion.protect_series_rows('series_counter', 'agency', '');
call orion.protect_series_rows('series', 'id', 'true');
call orion.protect_series_rows('series_lead', 'series', 'true');
call orion.protect_series_rows('series_holder', 'series', '(named or holder = orion.viewer_agency())');
call orion.protect_series_rows('series_claim', 'series', 'false');
call orion.protect_series_rows('series_share', 'series', 'recipient = orion.viewer_agency()');
-- An agency says of itself that it holds copies of a series that it sees.
create policy of_holder on orion.series_holder for insert to orion_app
  with check (holder = orion.viewer_agency() and orion.viewer_sees_children()
    and exists (select from orion.series s where s.id = series and s.agency = series_holder.agency));
create policy of_series on orion.series_claim for select to orion_app
  using (orion.viewer_sees_children()
    and exists (select from orion.series s where s.id = series and s.agency = orion.viewer_agency()));
-- What is written belongs to a series that its writer sees.
create policy of_visible_series on orion.series_claim as restrictive for insert to orion_app
  with check (exists (select from orion.series s where s.id = series));
call orion.protect_case_rows('series_investigation');
create policy of_visible_series on orion.series_investigation as restrictive to orion_app
  using (exists (select from orion.series s where s.id = series));
call orion.protect_child_rows('series_child', 'child');
create policy of_series on orion.series_child for select to orion_app
  using (orion.viewer_sees_children()
    and exists (select from orion.series s where s.id = series and s.agency = orion.viewer_agency()));
create policy of_visible_series on orion.series_child as restrictive to orion_app
  using (exists (select from orion.series s where s.id = series));

grant select, insert, update on orion.series_counter, orion.series to orion_app;
grant select, insert on orion.series_lead, orion.series_claim, orion.series_share, orion.series_holder to orion_app;
grant update (withdrawn_at) on orion.series_lead to orion_app;
grant update (named) on orion.series_holder to orion_app;
grant update (released_at) on orion.series_claim to orion_app;
grant update (ended_at) on orion.series_share to orion_app;
grant select, insert, delete on orion.series_investigation, orion.series_child to orion_app;
