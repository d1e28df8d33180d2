-- Why a tip stands where it does in the queue, and what people said to it.

-- What of a tip's report the rules look at: stated fields and counts, never names or texts.
create table orion.tip_priority (
  agency text not null,
  tip uuid not null references orion.tip,
  facts jsonb not null,
  primary key (agency, tip)
);
grant select, insert, update on orion.tip_priority to orion_app;

-- Each score that differed from the one before it.
create table orion.tip_score (
  id uuid primary key default uuidv7(),
  agency text not null,
  tip uuid not null references orion.tip,
  at timestamptz not null default now(),
  rules_version text not null,
  band text not null check (band in ('IMMEDIATE', 'URGENT', 'STANDARD', 'MONITOR', 'PAUSED')),
  points integer not null,
  score jsonb not null
);
create index tip_score_tip on orion.tip_score (agency, tip, id desc);
grant select, insert on orion.tip_score to orion_app;

-- What a person knows beyond the report. The newest statement of a kind holds; an empty value takes it back.
create table orion.tip_fact (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  kind text not null check (kind in ('ESCALATION', 'PLANNED_MEETING', 'LIVE_VICTIM', 'CHILD_IN_CARE', 'CHILD_NAMED_OR_LOCATED', 'PRODUCTION', 'ASSESSMENT')),
  value text not null default '' check (length(value) <= 40),
  day date,
  assessor text not null default '' check (length(assessor) <= 200),
  reason text not null check (length(reason) between 1 and 2000)
);
create index tip_fact_tip on orion.tip_fact (agency, tip, kind, id desc);
grant select, insert on orion.tip_fact to orion_app;

create table orion.tip_override (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  band text not null check (band in ('IMMEDIATE', 'URGENT', 'STANDARD', 'MONITOR')),
  reason text not null check (length(reason) between 1 and 2000),
  ended_at timestamptz,
  ended_by uuid references orion.account,
  end_reason text check (length(end_reason) between 1 and 2000),
  check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason is null))
);
create unique index tip_override_one on orion.tip_override (agency, tip) where ended_at is null;
create index tip_override_tip on orion.tip_override (agency, tip);
grant select, insert, update (ended_at, ended_by, end_reason) on orion.tip_override to orion_app;

-- Another agency's active interest, and the coordination that ends the pause.
create table orion.tip_pause (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  other text not null references orion.agency,
  at timestamptz not null default now(),
  resumed_at timestamptz,
  resumed_by uuid references orion.account,
  contact text check (length(contact) between 1 and 500),
  outcome text check (length(outcome) between 1 and 2000),
  unique (agency, tip, other),
  check (other <> agency),
  check ((resumed_at is null) = (resumed_by is null) and (resumed_at is null) = (contact is null)
    and (resumed_at is null) = (outcome is null))
);
grant select, insert, update (resumed_at, resumed_by, contact, outcome) on orion.tip_pause to orion_app;

-- Versions of an agency's rules; never changed, only followed.
create table orion.priority_rules (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  version text not null check (length(version) between 1 and 100),
  author text not null check (length(author) between 1 and 500),
  effective date not null,
  rules text not null check (length(rules) <= 1048576),
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  unique (agency, version)
);
grant select, insert on orion.priority_rules to orion_app;

-- Open tips that are to be scored again: how far a job is. Whichever server is free goes on with it.
create table orion.rescore (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  -- RULES: a version came into force; DAYS: days went by, for tips with dates alone.
  cause text not null check (cause in ('RULES', 'DAYS')),
  -- The day from which on it is done: that on which a version comes into force.
  day date not null,
  after uuid,
  tips bigint not null default 0,
  changed bigint not null default 0,
  finished_at timestamptz
);
create unique index rescore_days on orion.rescore (agency, day) where cause = 'DAYS';
create index rescore_open on orion.rescore (agency, day) where finished_at is null;
grant select, insert, update on orion.rescore to orion_app;

do $$
declare
  name text;
begin
  foreach name in array array['tip_priority', 'tip_score', 'tip_fact', 'tip_override', 'tip_pause',
    'priority_rules', 'rescore']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy of_own_agency on orion.%I to orion_app
      using (agency = orion.viewer_case_agency()) with check (agency = orion.viewer_case_agency())', name);
  end loop;
  foreach name in array array['tip_score', 'tip_fact', 'priority_rules']
  loop
    execute format('create trigger never_changed before update or delete on orion.%I
      for each row execute function orion.refuse_change()', name);
  end loop;
end
$$;

-- An auditor sees no tip, but may see how the bands proved: counts of the viewer's own agency alone.
-- A tip counts in the band that it had when it was first given to somebody, otherwise in its last one.
create function orion.calibration_counts(since timestamptz)
returns table (band text, close_reason text, tips bigint)
language sql stable security definer set search_path = orion, pg_temp
as $$
  select coalesce(
      (select s.band from tip_score s
       where s.agency = t.agency and s.tip = t.id and s.at <= (
         select min(c.at) from tip_change c where c.agency = t.agency and c.tip = t.id and c.kind = 'ASSIGNED')
       order by s.id desc limit 1),
      t.band), t.close_reason, count(*)
  from tip t
  where t.agency = viewer_agency() and t.arrived_at >= since
  group by 1, 2
$$;
revoke all on function orion.calibration_counts(timestamptz) from public;
grant execute on function orion.calibration_counts(timestamptz) to orion_app;
