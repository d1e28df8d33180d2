-- Accounts that agencies control under cover, behind a higher guard than anything else.
--
-- The account itself is sealed text. It is compared by keyed digests that nobody without the
-- installation's key can make, and stands in no other table. Its rows are there for those whom a
-- supervisor enrolled and who proved within ten minutes who they are.
--
-- What people search for, type, and receive becomes a question, whether an account is met or not; the
-- server answers questions by itself afterwards, so that nobody can tell a hit from its absence.

create function orion.viewer_is_machine() returns boolean
  language sql stable as $$ select current_setting('orion.roles') = 'machine' $$;

create table orion.controller (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  enrolled_by uuid not null,
  at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index controller_once on orion.controller (agency, account) where ended_at is null;
create table orion.registry_proof (
  account uuid primary key references orion.account,
  agency text not null references orion.agency,
  at timestamptz not null
);

create table orion.controlled_account (
  id uuid primary key,
  agency text not null references orion.agency,
  number integer not null check (number > 0),
  sealed bytea not null,
  handler uuid not null references orion.account,
  from_day date not null,
  until date,
  made_by uuid not null,
  made_at timestamptz not null default now(),
  version integer not null default 0,
  unique (agency, number),
  check (until >= from_day)
);
create table orion.controlled_digest (
  agency text not null references orion.agency,
  controlled uuid not null references orion.controlled_account,
  digest bytea not null check (length(digest) = 32),
  primary key (controlled, digest)
);
create index controlled_digest_digest on orion.controlled_digest (digest);
-- Contacts and planned meetings.
create table orion.controlled_record (
  id uuid primary key,
  agency text not null references orion.agency,
  controlled uuid not null references orion.controlled_account,
  kind text not null check (kind in ('CONTACT', 'MEETING')),
  at timestamptz not null,
  state text not null check (state in ('HELD', 'PLANNED', 'CANCELLED')),
  sealed bytea not null,
  account uuid not null,
  made_at timestamptz not null default now(),
  check (kind = 'MEETING' or state = 'HELD')
);
create index controlled_record_account on orion.controlled_record (controlled, at);

create table orion.controlled_question (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  act text not null check (act in ('TIP', 'SEARCH', 'TYPED')),
  tips uuid[] not null default '{}',
  account uuid not null,
  digests bytea[] not null default '{}'
);
create index controlled_question_agency on orion.controlled_question (agency, id);

-- For the agency whose account was met.
create table orion.controlled_hit (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  controlled uuid not null references orion.controlled_account,
  other text not null references orion.agency,
  act text not null check (act in ('TIP', 'SEARCH', 'TYPED', 'KNOWN')),
  at timestamptz not null default now(),
  -- What makes two hits the same, hashed, so that it tells nothing of the other side.
  same bytea not null,
  seen_at timestamptz,
  seen_by uuid,
  unique (controlled, other, same)
);
-- For the supervisors of the agency that met it.
create table orion.controlled_warning (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  other text not null references orion.agency,
  act text not null check (act in ('TIP', 'SEARCH', 'TYPED', 'KNOWN')),
  tip uuid,
  account uuid,
  at timestamptz not null default now(),
  same bytea not null,
  seen_at timestamptz,
  seen_by uuid,
  unique (agency, other, same)
);

create function orion.viewer_in_registry() returns boolean
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select exists (select from orion.controller where agency = orion.viewer_agency()
          and account = orion.viewer_account() and ended_at is null) $$;
create function orion.viewer_proved() returns boolean
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select exists (select from orion.registry_proof where agency = orion.viewer_agency()
          and account = orion.viewer_account() and at > now() - interval '10 minutes') $$;

-- Agencies that have questions, for the server alone.
create function orion.agencies_asking() returns setof text
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select distinct agency from orion.controlled_question where orion.viewer_is_machine() order by 1 $$;
-- Notes for both sides which accounts were met, each digest with the tip that has it, if it is one's.
-- The caller is told nothing.
create function orion.meet_controlled(met bytea[], tips uuid[], wanted_act text, wanted_account uuid) returns void
language plpgsql volatile security definer set search_path = orion, pg_catalog, pg_temp
as $$
begin
  if not orion.viewer_is_machine() then
    return;
  end if;
  with found as (
    select distinct d.agency, d.controlled, m.tip, sha256(convert_to(coalesce('TIP ' || m.tip,
      wanted_act || ' ' || wanted_account || ' ' || current_date), 'UTF8')) as same
    from unnest(met, tips) as m (digest, tip) join orion.controlled_digest d on d.digest = m.digest
  ), hit as (
    insert into orion.controlled_hit (agency, controlled, other, act, same)
    select distinct agency, controlled, orion.viewer_agency(), wanted_act, same from found on conflict do nothing
  )
  insert into orion.controlled_warning (agency, other, act, tip, account, same)
  select distinct orion.viewer_agency(), agency, wanted_act, tip, wanted_account, same from found on conflict do nothing;
end
$$;
-- The same for an account that is being registered and that agencies have met already.
create function orion.meet_known(wanted uuid, wanted_kind text, wanted_platform text, wanted_normal text) returns void
language plpgsql volatile security definer set search_path = orion, pg_catalog, pg_temp
as $$
declare
  owner text;
begin
  select agency into owner from orion.controlled_account where id = wanted;
  if owner is distinct from orion.viewer_agency() or not orion.viewer_in_registry() or not orion.viewer_proved() then
    return;
  end if;
  insert into orion.controlled_hit (agency, controlled, other, act, same)
    select distinct owner, wanted, i.agency, 'KNOWN', sha256(convert_to('KNOWN', 'UTF8')) from orion.identifier i
    where i.kind = wanted_kind and i.platform in (wanted_platform, '') and i.normal = wanted_normal
    on conflict do nothing;
  insert into orion.controlled_warning (agency, other, act, tip, same)
    select i.agency, owner, 'KNOWN', max((select s.tip from orion.sighting s where s.agency = i.agency
      and s.identifier = i.id order by s.tip desc limit 1)::text)::uuid, sha256(convert_to('KNOWN ' || wanted, 'UTF8'))
    from orion.identifier i
    where i.kind = wanted_kind and i.platform in (wanted_platform, '') and i.normal = wanted_normal
    group by i.agency on conflict do nothing;
end
$$;
-- Both are told by notices, which name the other agency and no account.
create function orion.tell_controlled_hit() returns trigger
language plpgsql security definer set search_path = orion, pg_catalog, pg_temp
as $$
begin
  insert into orion.notice (agency, account, kind, object_type, object, label)
  select a.agency, a.id, 'CONTROLLED_ACCOUNT_MET', 'controlled-account', new.controlled::text, new.other
  from orion.controller c join orion.account a on a.id = c.account
  where c.agency = new.agency and c.ended_at is null and a.disabled_at is null
  order by a.id
  on conflict do nothing;
  return null;
end
$$;
create function orion.tell_controlled_warning() returns trigger
language plpgsql security definer set search_path = orion, pg_catalog, pg_temp
as $$
begin
  insert into orion.notice (agency, account, kind, object_type, object, label)
  select a.agency, a.id, 'CONTROLLED_ACCOUNT_WARNING', 'warning', new.id::text, new.other
  from orion.account a
  where a.agency = new.agency and a.disabled_at is null and 'supervisor' = any(a.roles)
  order by a.id
  on conflict do nothing;
  return null;
end
$$;
revoke all on function orion.tell_controlled_hit(), orion.tell_controlled_warning() from public;
create trigger tell_controlled_hit after insert on orion.controlled_hit
  for each row execute function orion.tell_controlled_hit();
create trigger tell_controlled_warning after insert on orion.controlled_warning
  for each row execute function orion.tell_controlled_warning();

revoke all on function orion.viewer_in_registry(), orion.viewer_proved(), orion.agencies_asking(),
  orion.meet_controlled(bytea[], uuid[], text, uuid), orion.meet_known(uuid, text, text, text) from public;
grant execute on function orion.viewer_in_registry(), orion.viewer_proved(), orion.agencies_asking(),
  orion.meet_controlled(bytea[], uuid[], text, uuid), orion.meet_known(uuid, text, text, text) to orion_app;

do $$
declare
  name text;
begin
  foreach name in array array['controller', 'registry_proof', 'controlled_account', 'controlled_digest',
    'controlled_record', 'controlled_question', 'controlled_hit', 'controlled_warning']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
  end loop;
  foreach name in array array['controlled_account', 'controlled_digest', 'controlled_record', 'controlled_hit']
  loop
    execute format('create policy of_registry on orion.%I to orion_app
      using (agency = orion.viewer_agency() and orion.viewer_sees_cases()
        and (select orion.viewer_in_registry()) and (select orion.viewer_proved()))
      with check (agency = orion.viewer_agency() and orion.viewer_sees_cases()
        and (select orion.viewer_in_registry()) and (select orion.viewer_proved()))', name);
  end loop;
end
$$;
create policy of_supervisors on orion.controller to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_has('supervisor'))
  with check (agency = orion.viewer_agency() and orion.viewer_has('supervisor'));
create policy of_colleagues on orion.controller for select to orion_app
  using (agency = orion.viewer_agency() and (select orion.viewer_in_registry()));
create policy of_oneself on orion.registry_proof to orion_app
  using (agency = orion.viewer_agency() and account = orion.viewer_account())
  with check (agency = orion.viewer_agency() and account = orion.viewer_account());
create policy asked_by_all on orion.controlled_question for insert to orion_app
  with check (agency = orion.viewer_agency());
create policy answered_by_server on orion.controlled_question to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_is_machine());
create policy of_supervisors on orion.controlled_warning to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_sees_cases() and orion.viewer_has('supervisor'));

grant select, insert on orion.controller to orion_app;
grant update (ended_at) on orion.controller to orion_app;
grant select, insert, update on orion.registry_proof to orion_app;
grant select, insert, update on orion.controlled_account to orion_app;
grant insert on orion.controlled_digest to orion_app;
grant select, insert on orion.controlled_record to orion_app;
grant update (state, sealed) on orion.controlled_record to orion_app;
grant select, insert, delete on orion.controlled_question to orion_app;
grant select on orion.controlled_hit, orion.controlled_warning to orion_app;
grant update (seen_at, seen_by) on orion.controlled_hit, orion.controlled_warning to orion_app;
