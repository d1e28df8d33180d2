-- What an agency has declared an active interest in. Other agencies learn of it only through their
-- own tips: each function below looks at its viewer's own identifiers, and tells of others no more
-- than which agency it is.

create table orion.interest (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  identifier bigint not null references orion.identifier,
  kind text not null,
  -- SHA-256 of kind, platform and normal form: what two agencies' identifiers are compared by.
  digest bytea not null check (length(digest) = 32),
  declared_by uuid not null,
  since timestamptz not null default now(),
  until date not null,
  withdrawn_at timestamptz,
  note text not null default '' check (length(note) <= 500)
);
create unique index interest_active on orion.interest (agency, identifier) where withdrawn_at is null;
create index interest_digest on orion.interest (digest) where withdrawn_at is null;
grant select, insert on orion.interest to orion_app;
grant update (withdrawn_at) on orion.interest to orion_app;

-- That another agency's tip was touched by an interest: the declarer may call that agency.
create table orion.interest_met (
  agency text not null references orion.agency,
  interest uuid not null references orion.interest,
  other text not null references orion.agency,
  at timestamptz not null default now(),
  primary key (agency, interest, other)
);
grant select on orion.interest_met to orion_app;

do $$
declare
  name text;
begin
  foreach name in array array['interest', 'interest_met']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy of_own_agency on orion.%I to orion_app
      using (agency = orion.viewer_case_agency()) with check (agency = orion.viewer_case_agency())', name);
  end loop;
end
$$;

create function orion.identifier_digest(kind text, platform text, normal text) returns bytea
  language sql immutable
  as $$ select sha256(convert_to(kind || E'\n' || platform || E'\n' || normal, 'UTF8')) $$;

-- Agencies with an active interest in an identifier of each of the viewer's tips.
create function orion.meet_interests(wanted uuid[]) returns table (tip uuid, other text)
language plpgsql volatile security definer set search_path = orion, pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if not orion.viewer_sees_cases() or not exists (select from orion.interest where withdrawn_at is null) then
    return;
  end if;
  return query
  with met as (
    select distinct s.tip, n.agency, n.id from orion.sighting s
    join orion.identifier i on i.id = s.identifier and i.agency = s.agency
    join orion.interest n on n.digest = orion.identifier_digest(i.kind, i.platform, i.normal)
    where s.agency = orion.viewer_agency() and s.tip = any(wanted)
      and n.withdrawn_at is null and n.until >= current_date and n.agency <> orion.viewer_agency()
  ), told as (
    insert into orion.interest_met (agency, interest, other)
    select distinct agency, id, orion.viewer_agency() from met on conflict do nothing
  )
  select distinct met.tip, met.agency from met;
end
$$;

-- The viewer's own open tips that an interest of another agency touches.
create function orion.tips_touched(wanted uuid) returns setof uuid
language sql stable security definer set search_path = orion, pg_catalog, pg_temp
as $$
  select distinct t.id from orion.interest n
  join orion.identifier theirs on theirs.id = n.identifier
  join orion.identifier own on own.agency = orion.viewer_agency() and own.kind = theirs.kind
    and own.platform = theirs.platform and own.normal = theirs.normal
  join orion.sighting s on s.agency = own.agency and s.identifier = own.id
  join orion.tip t on t.id = s.tip and t.agency = s.agency and t.state = 'OPEN'
  where n.id = wanted and n.withdrawn_at is null and n.until >= current_date
    and n.agency <> orion.viewer_agency() and orion.viewer_sees_cases()
  order by 1
$$;
revoke all on function orion.meet_interests(uuid[]), orion.tips_touched(uuid) from public;
grant execute on function orion.meet_interests(uuid[]), orion.tips_touched(uuid) to orion_app;
