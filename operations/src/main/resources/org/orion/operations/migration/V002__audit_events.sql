-- The audit log's events. Nothing changes or removes one: neither the working role nor, by
-- accident, the owner. Never names, free text, hashes or identifiers: the alphabets are those of
-- the export's format, so that every row can be exported.
create domain orion.opaque_id text
  check (value ~ '^[A-Za-z0-9._:-]{1,64}$' and value !~ '^[0-9A-Fa-f]{32,}$');
create domain orion.act_word text check (value ~ '^[a-z][a-z0-9._-]{0,39}$');

create table orion.audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp() check (at >= '1970-01-01Z' and at < '10000-01-01Z'),
  account orion.opaque_id not null,
  agency orion.opaque_id not null,
  verb orion.act_word not null,
  object_type orion.act_word not null,
  object_id orion.opaque_id not null,
  authority orion.opaque_id,
  source text not null check (source ~ '^[0-9A-Za-z.:_%-]{1,64}$'),
  outcome text not null check (outcome in ('done', 'refused'))
);
create index audit_event_time on orion.audit_event (agency, at, id);
create index audit_event_account on orion.audit_event (agency, account, at, id);
create index audit_event_object on orion.audit_event (agency, object_type, object_id, at, id);

create function orion.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger never_changed before update or delete on orion.audit_event
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.audit_event
  for each statement execute function orion.refuse_change();

-- Number and time are the database's, not the writer's.
grant select on orion.audit_event to orion_app;
grant insert (account, agency, verb, object_type, object_id, authority, source, outcome)
  on orion.audit_event to orion_app;
alter table orion.audit_event enable row level security, force row level security;
create policy owner_all on orion.audit_event to current_user using (true);
create policy written_as_viewer on orion.audit_event for insert to orion_app
  with check (agency = orion.viewer_agency());
create policy read_by_own on orion.audit_event for select to orion_app
  using (agency = orion.viewer_agency());

-- The server at work on the log reads the events of all agencies: they hold numbers, no case data.
create function orion.viewer_keeps_log() returns boolean
  language sql stable as $$ select current_setting('orion.log') = 'yes' $$;
create policy read_by_log on orion.audit_event for select to orion_app
  using (orion.viewer_keeps_log());
