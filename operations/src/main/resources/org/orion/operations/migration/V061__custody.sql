-- The chain of custody of an exhibit, after ISO/IEC 27037.
--
-- An act is a row that the working role inserts: which exhibit, what is done, to whom, why. All else
-- the table writes itself: who acts and when, from whom it comes, in which state it leaves the
-- exhibit, and the hash that ties the row to the one before. It also refuses what cannot be: an
-- exhibit goes from the hands it is in, is received by whom it was offered to, and is with nobody
-- any more after it was returned or destroyed. No row is changed or removed by anybody.

create table orion.custody (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  exhibit uuid not null references orion.exhibit,
  number integer not null check (number > 0),
  kind text not null check (kind in ('SEIZED', 'CORRECTED', 'OFFERED', 'RECEIVED', 'REFUSED', 'WITHDRAWN', 'STORED',
    'TAKEN', 'EXAMINATION_WANTED', 'EXAMINATION_UNWANTED', 'EXAMINATION_BEGUN', 'EXAMINED', 'RESEALED', 'RETURNED', 'DESTROYED')),
  at timestamptz not null,
  account uuid not null,
  -- Names as they were then.
  who text not null,
  from_account uuid,
  from_place uuid,
  from_name text not null,
  to_account uuid references orion.account,
  to_place uuid references orion.storage_place,
  to_name text not null default '' check (length(to_name) <= 300),
  -- The row of the offer that is answered.
  answers uuid references orion.custody,
  state text not null,
  seal_before text not null,
  seal_after text not null default '' check (length(seal_after) <= 100),
  reason text not null default '' check (length(reason) <= 2000),
  -- Of a return or destruction: what orders it.
  authority text not null default '' check (length(authority) <= 200),
  decided_on date,
  decided_by text not null default '' check (length(decided_by) <= 300),
  -- Of an examination.
  tool text not null default '' check (length(tool) <= 200),
  tool_version text not null default '' check (length(tool_version) <= 100),
  configuration text not null default '' check (length(configuration) <= 5000),
  hash_before text not null default '' check (hash_before ~ '^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})?$'),
  hash_after text not null default '' check (hash_after ~ '^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})?$'),
  -- What the exhibit is, by the rows that say so: its first, and each that corrects it.
  facts text not null default '',
  previous bytea not null,
  hash bytea not null,
  unique (exhibit, number)
);
create index custody_case on orion.custody (investigation);

-- A line of the text that is hashed: a name, a space, and the value on one line.
create function orion.custody_line(name text, value text) returns text
  language sql immutable
  as $$ select name || ' ' || replace(replace(replace(coalesce(value, ''), '\', '\\'), E'\n', '\n'), E'\r', '\r') || E'\n' $$;
create function orion.custody_time(value timestamptz) returns text
  language sql stable
  as $$ select to_char(value at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;
create function orion.exhibit_facts(e orion.exhibit) returns text
  language sql stable
  as $$ select orion.custody_line('exhibit-number', e.number) || orion.custody_line('kind-of-exhibit', e.kind)
          || orion.custody_line('make', e.make) || orion.custody_line('model', e.model)
          || orion.custody_line('serial', e.serial) || orion.custody_line('description', e.description)
          || orion.custody_line('seized-at', orion.custody_time(e.seized_at)) || orion.custody_line('zone', e.zone)
          || orion.custody_line('clock-offset-seconds', e.clock_offset_seconds::text)
          || orion.custody_line('place', e.place) || orion.custody_line('seized-by', e.seized_by)
          || orion.custody_line('seized-on-authority', e.authority) $$;
-- The text of a row: its SHA-256 is the row's hash.
create function orion.custody_text(c orion.custody) returns text
  language sql stable
  as $$ select orion.custody_line('previous', encode(c.previous, 'hex')) || orion.custody_line('exhibit', c.exhibit::text)
          || orion.custody_line('case', c.investigation::text) || orion.custody_line('agency', c.agency)
          || orion.custody_line('number', c.number::text) || orion.custody_line('act', c.kind)
          || orion.custody_line('at', orion.custody_time(c.at)) || orion.custody_line('by', c.account::text)
          || orion.custody_line('by-name', c.who) || orion.custody_line('from-account', c.from_account::text)
          || orion.custody_line('from-place', c.from_place::text) || orion.custody_line('from-name', c.from_name)
          || orion.custody_line('to-account', c.to_account::text) || orion.custody_line('to-place', c.to_place::text)
          || orion.custody_line('to-name', c.to_name) || orion.custody_line('answers', c.answers::text)
          || orion.custody_line('state', c.state) || orion.custody_line('seal-before', c.seal_before)
          || orion.custody_line('seal-after', c.seal_after) || orion.custody_line('reason', c.reason)
          || orion.custody_line('authority', c.authority) || orion.custody_line('decided-on', to_char(c.decided_on, 'YYYY-MM-DD'))
          || orion.custody_line('decided-by', c.decided_by) || orion.custody_line('tool', c.tool)
          || orion.custody_line('tool-version', c.tool_version) || orion.custody_line('configuration', c.configuration)
          || orion.custody_line('hash-before', c.hash_before) || orion.custody_line('hash-after', c.hash_after)
          || c.facts $$;

-- Who can be given an exhibit of a case: people in use who may keep exhibits and see the case.
create function orion.exhibit_keepers(wanted uuid) returns table (id uuid, name text)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select a.id, a.display_name from orion.account a join orion.investigation i on i.id = wanted
        where orion.viewer_sees_cases() and i.agency = orion.viewer_agency() and a.agency = i.agency
          and not (i.id = any (orion.hidden_cases()))
          and a.disabled_at is null and a.roles && array['investigator', 'examiner', 'supervisor']
          and (i.handling <> 'H3' or 'supervisor' = any (a.roles)
            or exists (select from orion.investigation_member m where m.investigation = i.id and m.account = a.id)) $$;

create function orion.refuse_custody(key text) returns void language plpgsql as $$
begin
  raise exception '%', key using errcode = 'OR409';
end
$$;

-- An act before it is kept: what is stated is checked, all else is filled in.
create function orion.keep_custody() returns trigger
language plpgsql security definer set search_path = orion, pg_catalog, pg_temp
as $$
declare
  item orion.exhibit;
  offered orion.custody;
  me uuid := orion.viewer_account();
  leads boolean := orion.viewer_has('supervisor');
  at_hand boolean;
  next_state text;
  next_holder uuid;
  next_place uuid;
  next_offer uuid;
begin
  select * into item from orion.exhibit e where e.id = new.exhibit for update;
  if not found or item.agency <> orion.viewer_agency() or not orion.viewer_sees_cases()
      or item.investigation = any (orion.hidden_cases())
      or not (leads or orion.viewer_has('investigator') or orion.viewer_has('examiner')) then
    raise exception 'no such exhibit' using errcode = 'insufficient_privilege';
  end if;
  if new.number <> item.version + 1 then
    perform orion.refuse_custody('exhibit.changed');
  end if;
  if item.state in ('RETURNED', 'DESTROYED') then
    perform orion.refuse_custody('exhibit.custody.ended');
  end if;
  select * into offered from orion.custody c where c.id = item.offer;
  next_holder := item.holder;
  next_place := item.storage_place;
  next_offer := item.offer;
  next_state := item.state;
  -- Out of a place everybody who keeps exhibits may hand on; out of somebody's hands he, or a supervisor.
  at_hand := item.holder is null or item.holder = me or leads;

  if (new.kind = 'SEIZED') <> (item.version = 0) then
    perform orion.refuse_custody('exhibit.changed');
  end if;
  if new.kind in ('SEIZED', 'CORRECTED') then
    new.facts := orion.exhibit_facts(item);
  elsif new.kind in ('EXAMINATION_WANTED', 'EXAMINATION_UNWANTED') then
    null;
  elsif new.kind in ('RECEIVED', 'REFUSED', 'WITHDRAWN') then
    if item.offer is null then
      perform orion.refuse_custody('exhibit.custody.not-offered');
    end if;
    if new.kind = 'WITHDRAWN' then
      if not (offered.account = me or item.holder = me or leads) then
        perform orion.refuse_custody('exhibit.custody.not-yours');
      end if;
    elsif offered.to_account <> me then
      perform orion.refuse_custody('exhibit.custody.not-addressee');
    end if;
    new.answers := offered.id;
    next_offer := null;
    if new.kind = 'RECEIVED' then
      next_holder := me;
      next_place := null;
    end if;
  else
    if item.offer is not null then
      perform orion.refuse_custody('exhibit.custody.open');
    end if;
    if not at_hand then
      perform orion.refuse_custody('exhibit.custody.not-holder');
    end if;
    if new.kind = 'OFFERED' then
      if new.to_account is null or new.to_account = item.holder or new.to_account = me
          or not exists (select from orion.exhibit_keepers(item.investigation) p where p.id = new.to_account) then
        perform orion.refuse_custody('exhibit.custody.addressee');
      end if;
      next_offer := new.id;
    elsif new.kind = 'STORED' then
      if new.to_place is null or new.to_place = item.storage_place
          or not exists (select from orion.storage_place s
            where s.id = new.to_place and s.agency = item.agency and s.closed_at is null) then
        perform orion.refuse_custody('exhibit.custody.place');
      end if;
      next_holder := null;
      next_place := new.to_place;
      next_state := 'STORED';
    elsif new.kind = 'TAKEN' then
      if item.storage_place is null then
        perform orion.refuse_custody('exhibit.custody.not-stored');
      end if;
      next_holder := me;
      next_place := null;
    elsif new.kind in ('RETURNED', 'DESTROYED') then
      if not leads then
        raise exception 'a supervisor returns and destroys' using errcode = 'insufficient_privilege';
      end if;
      if btrim(new.authority) = '' or btrim(new.decided_by) = '' or new.decided_on is null
          or (new.kind = 'RETURNED' and btrim(new.to_name) = '') then
        perform orion.refuse_custody('exhibit.custody.authority');
      end if;
      next_holder := null;
      next_place := null;
      next_state := new.kind;
    elsif item.holder is distinct from me then
      perform orion.refuse_custody('exhibit.custody.not-holder');
    elsif new.kind = 'EXAMINATION_BEGUN' then
      if item.state = 'IN_EXAMINATION' then
        perform orion.refuse_custody('exhibit.custody.begun');
      end if;
      next_state := 'IN_EXAMINATION';
    elsif new.kind = 'EXAMINED' then
      if item.state <> 'IN_EXAMINATION' or btrim(new.tool) = '' or btrim(new.tool_version) = '' then
        perform orion.refuse_custody('exhibit.custody.examination');
      end if;
      next_state := 'EXAMINED';
    elsif btrim(new.seal_after) in ('', item.seal) then
      perform orion.refuse_custody('exhibit.custody.seal');
    end if;
  end if;
  if item.state = 'STORED' and next_place is null and next_holder is not null then
    next_state := case when exists (select from orion.custody c where c.exhibit = item.id and c.kind = 'EXAMINED')
      then 'EXAMINED' else 'SEIZED' end;
  end if;

  new.agency := item.agency;
  new.investigation := item.investigation;
  new.at := clock_timestamp();
  new.account := me;
  new.who := coalesce((select display_name from orion.account a where a.id = me), '');
  new.from_account := case when new.kind <> 'SEIZED' then item.holder end;
  new.from_place := item.storage_place;
  new.from_name := coalesce((select display_name from orion.account a where a.id = new.from_account),
    (select name from orion.storage_place s where s.id = item.storage_place), '');
  if new.kind = 'OFFERED' then
    new.to_place := null;
  elsif new.kind in ('RETURNED', 'DESTROYED') then
    new.to_account := null;
    new.to_place := null;
  else
    new.to_account := next_holder;
    new.to_place := next_place;
  end if;
  if new.kind not in ('RETURNED', 'DESTROYED') then
    new.to_name := coalesce((select display_name from orion.account a where a.id = new.to_account),
      (select name from orion.storage_place s where s.id = new.to_place), '');
  end if;
  new.state := next_state;
  new.seal_before := case when new.kind = 'SEIZED' then '' else item.seal end;
  new.seal_after := case when btrim(new.seal_after) = '' then item.seal else btrim(new.seal_after) end;
  new.previous := item.custody_hash;
  new.hash := sha256(convert_to(orion.custody_text(new), 'UTF8'));
  update orion.exhibit e set state = next_state, holder = next_holder, storage_place = next_place, offer = next_offer,
    seal = new.seal_after, examine = e.examine and new.kind not in ('EXAMINED', 'RETURNED', 'DESTROYED'),
    version = new.number, custody_hash = new.hash, changed_at = new.at
  where e.id = item.id;
  return new;
end
$$;
create trigger keep_custody before insert on orion.custody for each row execute function orion.keep_custody();
create trigger never_changed before update or delete on orion.custody
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.custody
  for each statement execute function orion.refuse_change();

-- An exhibit begins with its seizure, and what is corrected of it leaves what it was.
create function orion.keep_seizure() returns trigger
language plpgsql security definer set search_path = orion, pg_catalog, pg_temp
as $$
begin
  insert into orion.custody (exhibit, number, kind) values (new.id, 1, 'SEIZED');
  return null;
end
$$;
create function orion.keep_correction() returns trigger
language plpgsql security definer set search_path = orion, pg_catalog, pg_temp
as $$
begin
  if orion.exhibit_facts(new) <> orion.exhibit_facts(old) then
    insert into orion.custody (exhibit, number, kind)
    select e.id, e.version + 1, 'CORRECTED' from orion.exhibit e where e.id = new.id;
  end if;
  if new.examine <> old.examine then
    insert into orion.custody (exhibit, number, kind)
    select e.id, e.version + 1, case when new.examine then 'EXAMINATION_WANTED' else 'EXAMINATION_UNWANTED' end
    from orion.exhibit e where e.id = new.id;
  end if;
  return null;
end
$$;
create trigger keep_seizure after insert on orion.exhibit for each row execute function orion.keep_seizure();
create trigger keep_correction after update of number, kind, make, model, serial, description, seized_at, zone,
  clock_offset_seconds, place, seized_by, authority, examine on orion.exhibit
  for each row when (pg_trigger_depth() = 0) execute function orion.keep_correction();
create trigger never_removed before delete on orion.exhibit for each row execute function orion.refuse_change();

call orion.protect_case_rows('custody');
-- A share of a case shows its exhibits, and not through whose hands they went.
drop policy of_shared_case on orion.custody;
revoke all on function orion.keep_custody(), orion.keep_seizure(), orion.keep_correction(),
  orion.exhibit_keepers(uuid) from public;
grant execute on function orion.exhibit_keepers(uuid) to orion_app;
grant select on orion.custody to orion_app;
grant insert (exhibit, number, kind, to_account, to_place, to_name, seal_after, reason, authority, decided_on,
  decided_by, tool, tool_version, configuration, hash_before, hash_after) on orion.custody to orion_app;

-- Exhibits of counted cases by the month in which they were seized. What cases are counted is said
-- in V072, which is why this body is read only when it is called.
create function orion.count_exhibits(wanted uuid, first date, last date)
  returns table (what text, month text, n bigint)
  language plpgsql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$
begin
  return query select e.kind, to_char(e.seized_at at time zone 'UTC', 'YYYY-MM'), count(*)
    from orion.exhibit e join orion.counted_cases(wanted) i on i.id = e.investigation
    where (e.seized_at at time zone 'UTC')::date between first and last group by 1, 2;
end
$$;
revoke all on function orion.count_exhibits(uuid, date, date) from public;
grant execute on function orion.count_exhibits(uuid, date, date) to orion_app;
