-- Children who were harmed.
--
-- A child is known by its code: the word child and a number of its agency, which is given once. Who it
-- is stands in one table, sealed under a key of its own that stands in another; without the key
-- nothing opens it, and the key is what an erasure destroys. An agency that a case is shared with
-- learns codes and status, by one function, and reads none of these tables.

create function orion.viewer_sees_children() returns boolean
  language sql stable
  as $$ select orion.viewer_sees_cases() and (orion.viewer_has('investigator') or orion.viewer_has('analyst')
          or orion.viewer_has('supervisor') or orion.viewer_has('child-specialist')) $$;
-- Unlike viewer_has, not the server itself.
create function orion.viewer_is_child_specialist() returns boolean
  language sql stable
  as $$ select 'child-specialist' = any(string_to_array(current_setting('orion.roles'), ',')) $$;

create table orion.child_counter (
  agency text primary key references orion.agency,
  last integer not null check (last > 0)
);
create table orion.child (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  number integer not null check (number > 0),
  keep_until date not null,
  erased_at timestamptz,
  made_by uuid not null,
  made_at timestamptz not null default now(),
  version integer not null default 0,
  unique (agency, number)
);
create index child_due on orion.child (agency, keep_until) where erased_at is null;

create table orion.child_investigation (
  agency text not null references orion.agency,
  child uuid not null references orion.child,
  investigation uuid not null references orion.investigation,
  account uuid not null,
  at timestamptz not null default now(),
  primary key (child, investigation)
);
create index child_investigation_case on orion.child_investigation (investigation);

-- What became true of a child, and on which day. A row is never changed: a newer one corrects it,
-- with another day, source or confidence, or by saying that it does not hold.
create table orion.child_fact (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  child uuid not null references orion.child,
  fact text not null check (fact in ('UNIDENTIFIED', 'IDENTIFIED', 'LOCATED', 'SAFEGUARDED')),
  on_day date not null,
  source text not null check (length(source) between 1 and 500),
  confidence text not null check (confidence in ('CONFIRMED', 'PROBABLE', 'POSSIBLE')),
  holds boolean not null default true,
  corrects uuid unique references orion.child_fact,
  account uuid not null,
  at timestamptz not null default now(),
  check (holds or corrects is not null)
);
create index child_fact_child on orion.child_fact (child, on_day);
-- What holds by the newest rows, each fact since its first day.
create view orion.child_standing with (security_invoker = true) as
  select distinct on (f.child, f.fact) f.agency, f.child, f.fact, f.on_day as since, f.confidence
  from orion.child_fact f
  where f.holds and not exists (select from orion.child_fact c where c.corrects = f.id)
  order by f.child, f.fact, f.on_day, f.at, f.id;

create table orion.child_relation (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  child uuid not null references orion.child,
  person uuid not null references orion.person,
  kind text not null check (kind in ('FAMILY', 'HOUSEHOLD', 'CARE', 'TEACHING', 'COACHING', 'ACQUAINTED', 'ONLINE', 'NONE_KNOWN')),
  source text not null check (length(source) between 1 and 500),
  account uuid not null,
  at timestamptz not null default now(),
  unique (child, person, kind)
);
create index child_relation_person on orion.child_relation (person);

create table orion.child_step (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  child uuid not null references orion.child,
  kind text not null check (kind in ('SAFEGUARDING', 'SERVICE', 'COURT')),
  title text not null check (length(title) between 1 and 300),
  -- The service or court, in words.
  place text not null default '' check (length(place) <= 300),
  owner uuid not null references orion.account,
  due date,
  made_by uuid not null,
  made_at timestamptz not null default now(),
  done_on date,
  done_by uuid
);
create index child_step_child on orion.child_step (child);
create index child_step_owner on orion.child_step (agency, owner) where done_on is null;

create table orion.child_change (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  child uuid not null references orion.child,
  account uuid not null,
  at timestamptz not null default now(),
  kind text not null check (length(kind) between 1 and 40),
  before text not null default '',
  after text not null default '',
  reason text not null default '' check (length(reason) <= 2000)
);
create index child_change_child on orion.child_change (child, at);

create table orion.child_identity (
  child uuid primary key references orion.child,
  agency text not null references orion.agency,
  sealed bytea not null,
  version integer not null,
  changed_at timestamptz not null default now()
);
create table orion.child_key (
  child uuid primary key references orion.child,
  agency text not null references orion.agency,
  -- The child's key, sealed under the installation's.
  wrapped bytea not null
);
create table orion.child_identity_use (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  child uuid not null references orion.child,
  act text not null check (act in ('OPENED', 'WRITTEN', 'ERASED')),
  reason text not null check (length(reason) between 1 and 500),
  -- Of an erasure: what orders it.
  authority text not null default '' check (length(authority) <= 300),
  account uuid not null,
  at timestamptz not null default now(),
  check ((act = 'ERASED') = (authority <> ''))
);
create index child_identity_use_child on orion.child_identity_use (child, at);

-- Children of the agency whose cases are all hidden from the viewer.
create function orion.hidden_children() returns uuid[]
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select coalesce(array_agg(distinct c.child), '{}') from orion.child_investigation c
        where c.investigation = any ((select orion.hidden_cases())::uuid[])
          and not exists (select from orion.child_investigation o where o.child = c.child
            and not (o.investigation = any ((select orion.hidden_cases())::uuid[]))) $$;
-- Children of the cases on whose team the viewer is.
create function orion.children_of_team() returns uuid[]
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select coalesce(array_agg(distinct c.child), '{}') from orion.child_investigation c
        join orion.investigation_member m on m.investigation = c.investigation
        where c.agency = orion.viewer_agency() and m.account = orion.viewer_account() $$;
-- What an agency learns of the children of a case that is shared with it.
create function orion.children_shared(wanted uuid)
  returns table (agency text, number integer, fact text, since date, confidence text)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select c.agency, c.number, s.fact, s.since, s.confidence
        from orion.child_investigation l join orion.child c on c.id = l.child
        left join orion.child_standing s on s.child = c.id
        where l.investigation = wanted and orion.viewer_sees_children()
          and wanted = any ((select orion.shared_cases())::uuid[])
        order by c.number, s.since $$;
revoke all on function orion.hidden_children(), orion.children_of_team(), orion.children_shared(uuid) from public;
grant execute on function orion.hidden_children(), orion.children_of_team(), orion.children_shared(uuid) to orion_app;

-- The rule of every table whose rows belong to a child; later migrations call it for theirs.
create procedure orion.protect_child_rows(name text, key text) language plpgsql as $$
begin
  execute format('alter table orion.%I enable row level security, force row level security', name);
  execute format('create policy owner_all on orion.%I to current_user using (true)', name);
  execute format('create policy of_own_agency on orion.%1$I to orion_app
    using (agency = orion.viewer_agency() and orion.viewer_sees_children()
      and not (%2$I = any ((select orion.hidden_children())::uuid[])))
    with check (agency = orion.viewer_agency() and orion.viewer_sees_children())', name, key);
end
$$;
call orion.protect_child_rows('child', 'id');
call orion.protect_child_rows('child_investigation', 'child');
call orion.protect_child_rows('child_fact', 'child');
call orion.protect_child_rows('child_relation', 'child');
call orion.protect_child_rows('child_step', 'child');
call orion.protect_child_rows('child_change', 'child');
call orion.protect_child_rows('child_identity', 'child');
call orion.protect_child_rows('child_key', 'child');
call orion.protect_child_rows('child_identity_use', 'child');
create policy of_visible_case on orion.child_investigation as restrictive to orion_app
  using (not (investigation = any ((select orion.hidden_cases())::uuid[])));
create policy of_visible_person on orion.child_relation as restrictive to orion_app
  using (exists (select from orion.person p where p.id = person));
do $$
declare
  name text;
begin
  foreach name in array array['child_identity', 'child_key']
  loop
    execute format('create policy of_specialist_on_team on orion.%I as restrictive to orion_app
      using (orion.viewer_is_child_specialist() and child = any ((select orion.children_of_team())::uuid[]))', name);
  end loop;
end
$$;
create policy of_specialists on orion.child_identity_use as restrictive to orion_app
  using (orion.viewer_is_child_specialist() or orion.viewer_has('supervisor'));

alter table orion.child_counter enable row level security, force row level security;
create policy owner_all on orion.child_counter to current_user using (true);
create policy of_own_agency on orion.child_counter to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_sees_children())
  with check (agency = orion.viewer_agency() and orion.viewer_sees_children());

grant select, insert, update on orion.child_counter, orion.child, orion.child_step to orion_app;
grant select, insert, delete on orion.child_investigation, orion.child_relation, orion.child_key to orion_app;
grant select, insert, update, delete on orion.child_identity to orion_app;
grant select, insert on orion.child_fact, orion.child_change, orion.child_identity_use to orion_app;
grant select on orion.child_standing to orion_app;
