-- Planned searches and arrests, arrests, charges, court dates.
--
-- A planned action is its agency's own: a share of its case does not show it, since a share shows
-- what is known and not what is planned. The other agencies of an operation see of it what
-- orion.actions_of_operation gives, and nothing else. Arrests, charges and court dates are known,
-- and are shared with their case.

create table orion.planned_action (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  -- Whom it is about, where it is about one person.
  person uuid references orion.person,
  kind text not null check (kind in ('SEARCH', 'ARREST', 'BOTH')),
  country text not null check (country ~ '^[A-Z]{2}$'),
  place text not null check (length(place) between 1 and 500),
  -- Where its clocks are, by the IANA's name. The moment is kept, so that a change of the zone's
  -- rules does not move it.
  zone text not null check (length(zone) between 1 and 60),
  starts_at timestamptz not null,
  teams text not null default '' check (length(teams) <= 2000),
  authority text not null default '' check (length(authority) <= 200),
  children text not null check (children in ('YES', 'NO', 'UNKNOWN')),
  firearms text not null check (firearms in ('YES', 'NO', 'UNKNOWN')),
  risks text not null default '' check (length(risks) <= 5000),
  status text not null default 'PLANNED'
    check (status in ('PLANNED', 'BRIEFED', 'STARTED', 'ENTERED', 'SECURED', 'DONE', 'CALLED_OFF')),
  status_at timestamptz not null default now(),
  made_by uuid not null,
  version integer not null default 0,
  changed_at timestamptz not null default now()
);
create index planned_action_case on orion.planned_action (investigation, starts_at);
create index planned_action_board on orion.planned_action (agency, starts_at, id);

create table orion.planned_action_status (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  action uuid not null references orion.planned_action,
  status text not null,
  at timestamptz not null default now(),
  account uuid not null,
  words text not null default '' check (length(words) <= 2000)
);
create index planned_action_status_action on orion.planned_action_status (action, at);

create table orion.arrest (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  person uuid not null references orion.person,
  action uuid references orion.planned_action,
  at timestamptz not null,
  zone text not null check (length(zone) between 1 and 60),
  country text not null check (country ~ '^[A-Z]{2}$'),
  place text not null check (length(place) between 1 and 500),
  by_whom text not null check (length(by_whom) between 1 and 300),
  outcome text not null check (outcome in ('RELEASED', 'CUSTODY')),
  account uuid not null,
  recorded_at timestamptz not null default now(),
  -- What was entered in error stays, with the reason, and counts no more.
  annulled_at timestamptz,
  annul_reason text not null default '' check (length(annul_reason) <= 2000),
  check ((annulled_at is null) = (annul_reason = ''))
);
create index arrest_case on orion.arrest (investigation, at);
create index arrest_list on orion.arrest (agency, at desc, id);
create index arrest_person on orion.arrest (person);

create table orion.charge (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  person uuid not null references orion.person,
  -- NIBRS, ICCS, or a national code that the agency names.
  system text not null check (length(system) between 1 and 60),
  system_version text not null default '' check (length(system_version) <= 60),
  code text not null check (length(code) between 1 and 60),
  label text not null check (length(label) between 1 and 500),
  -- The statute's own words, as they stood when the charge was made.
  statute text not null check (length(statute) between 1 and 10000),
  filed_on date not null,
  account uuid not null,
  at timestamptz not null default now()
);
create index charge_case on orion.charge (investigation, filed_on);
create index charge_person on orion.charge (person);

-- What a court decided of a charge; the latest day holds.
create table orion.charge_disposition (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  charge uuid not null references orion.charge,
  kind text not null check (kind in ('CONVICTED', 'ACQUITTED', 'DISMISSED', 'WITHDRAWN', 'DIVERTED', 'OTHER')),
  on_day date not null,
  court text not null check (length(court) between 1 and 300),
  words text not null default '' check (length(words) <= 5000),
  account uuid not null,
  at timestamptz not null default now()
);
create index charge_disposition_charge on orion.charge_disposition (charge, on_day);

create table orion.court_date (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  person uuid not null references orion.person,
  at timestamptz not null,
  zone text not null check (length(zone) between 1 and 60),
  court text not null check (length(court) between 1 and 300),
  purpose text not null check (length(purpose) between 1 and 300),
  outcome text not null default '' check (length(outcome) <= 2000),
  account uuid not null,
  recorded_at timestamptz not null default now()
);
create index court_date_case on orion.court_date (investigation, at);

call orion.protect_case_rows('planned_action');
call orion.protect_case_rows('planned_action_status');
call orion.protect_case_rows('arrest');
call orion.protect_case_rows('charge');
call orion.protect_case_rows('charge_disposition');
call orion.protect_case_rows('court_date');
drop policy of_shared_case on orion.planned_action;
drop policy of_shared_case on orion.planned_action_status;
do $$
declare
  name text;
begin
  foreach name in array array['arrest', 'charge', 'court_date']
  loop
    execute format('create policy of_visible_person on orion.%I as restrictive to orion_app
      using (exists (select from orion.person p where p.id = person))', name);
  end loop;
end
$$;
create policy of_visible_charge on orion.charge_disposition as restrictive to orion_app
  using (exists (select from orion.charge c where c.id = charge));

grant select, insert, update on orion.planned_action, orion.arrest, orion.court_date to orion_app;
grant select, insert on orion.planned_action_status, orion.charge, orion.charge_disposition to orion_app;

-- What the other agencies of an operation see of its planned actions: when, in which country, of
-- what kind, how far. No place, no zone (a zone tells the region), no person, no team, no case and
-- no number that leads to one. Actions of cases under H3 are not there.
create function orion.actions_of_operation(wanted uuid)
  returns table (starts_at timestamptz, country text, kind text, status text, status_at timestamptz)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select a.starts_at, a.country, a.kind, a.status, a.status_at from orion.planned_action a
        join orion.investigation i on i.id = a.investigation
        where i.operation = wanted and i.handling <> 'H3' and a.agency <> orion.viewer_agency()
          and orion.viewer_sees_cases() and wanted = any (orion.operations_of_viewer())
          and exists (select from orion.operation_agency p where p.operation = wanted and p.agency = a.agency)
        order by a.starts_at, a.country, a.kind, a.status $$;
revoke all on function orion.actions_of_operation(uuid) from public;
grant execute on function orion.actions_of_operation(uuid) to orion_app;
