-- The audit log's events. Nothing changes or removes one: neither the working role nor, by
-- accident, the owner. Never names, free text, hashes or identifiers.
create table orion.audit_event (
  id bigint generated always as identity primary key,
  -- Events get their place in the tree in the order of finished transactions.
  transaction xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  account text not null,
  agency text not null,
  verb text not null check (verb ~ '^[a-z][a-z-]{0,39}$'),
  object_type text not null check (object_type ~ '^[a-z][a-z-]{0,39}$'),
  object_id text not null check (length(object_id) <= 64),
  authority text check (length(authority) <= 64),
  source text not null check (length(source) <= 64),
  outcome text not null check (outcome in ('done', 'refused'))
);
create index audit_event_transaction on orion.audit_event (transaction, id);
create index audit_event_object on orion.audit_event (object_type, object_id, id);
create index audit_event_agency on orion.audit_event (agency, id);

create function orion.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger never_changed before update or delete on orion.audit_event
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.audit_event
  for each statement execute function orion.refuse_change();

grant select, insert on orion.audit_event to orion_app;
alter table orion.audit_event enable row level security, force row level security;
create policy owner_all on orion.audit_event to current_user using (true);
create policy written_as_viewer on orion.audit_event for insert to orion_app
  with check (agency = orion.viewer_agency());
create policy read_by_own on orion.audit_event for select to orion_app
  using (agency = orion.viewer_agency());
