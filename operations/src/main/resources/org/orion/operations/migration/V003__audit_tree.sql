-- The place of each event in the log's tree.

-- Events without a place. A row comes with its event, in the same transaction, and goes with the
-- event's leaf; the working role can do neither by itself. What is visible here is of a finished
-- transaction, however long another one takes, and after a restore into another cluster too.
create table orion.audit_pending (event bigint primary key);

create function orion.await_place() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into orion.audit_pending (event) select id from appended;
  return null;
end
$$;
create trigger awaits_place after insert on orion.audit_event
  referencing new table as appended for each statement execute function orion.await_place();

create table orion.audit_leaf (
  sequence bigint primary key check (sequence >= 0),
  event bigint not null unique,
  -- SHA-256 of the event's leaf (RFC 9162), as it was when the event got its place.
  hash bytea not null check (length(hash) = 32)
);

-- Complete subtrees of 2^level leaves, of level 1 and above: leaves are those of audit_leaf.
create table orion.audit_node (
  level integer not null check (level between 1 and 62),
  position bigint not null check (position >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (level, position)
);

create function orion.place_given() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from orion.audit_pending waiting using given where waiting.event = given.event;
  return null;
end
$$;
create trigger place_given after insert on orion.audit_leaf
  referencing new table as given for each statement execute function orion.place_given();

-- An event that waits cannot be forgotten.
create function orion.refuse_forgetting() returns trigger language plpgsql as $$
begin
  if not exists (select from orion.audit_leaf where event = old.event) then
    raise exception 'event % has no place in the log yet', old.event using errcode = 'insufficient_privilege';
  end if;
  return old;
end
$$;
create trigger never_forgotten before delete on orion.audit_pending
  for each row execute function orion.refuse_forgetting();
create trigger never_changed before update on orion.audit_pending
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.audit_pending
  for each statement execute function orion.refuse_change();

create trigger never_changed before update or delete on orion.audit_leaf
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.audit_leaf
  for each statement execute function orion.refuse_change();
create trigger never_changed before update or delete on orion.audit_node
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.audit_node
  for each statement execute function orion.refuse_change();

grant select on orion.audit_pending to orion_app;
grant select, insert on orion.audit_leaf, orion.audit_node to orion_app;
alter table orion.audit_pending enable row level security, force row level security;
alter table orion.audit_leaf enable row level security, force row level security;
alter table orion.audit_node enable row level security, force row level security;
create policy owner_all on orion.audit_pending to current_user using (true);
create policy owner_all on orion.audit_leaf to current_user using (true);
create policy owner_all on orion.audit_node to current_user using (true);
create policy read_by_log on orion.audit_pending for select to orion_app
  using (orion.viewer_keeps_log());
-- Numbers and hashes are no agency's; proofs need them.
create policy read_by_all on orion.audit_leaf for select to orion_app using (true);
create policy read_by_all on orion.audit_node for select to orion_app using (true);
create policy written_by_log on orion.audit_leaf for insert to orion_app
  with check (orion.viewer_keeps_log());
create policy written_by_log on orion.audit_node for insert to orion_app
  with check (orion.viewer_keeps_log());
