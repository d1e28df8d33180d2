-- What an operation is led by beside its name: notes that all its agencies read, and its history.
-- The tables of operations, agencies and phases stand in V050.

create table orion.operation_note (
  id uuid primary key default uuidv7(),
  -- Whose note it is.
  agency text not null references orion.agency,
  operation uuid not null references orion.operation,
  account uuid not null references orion.account,
  -- As its author was called then: accounts of another agency are not seen.
  author text not null check (length(author) between 1 and 200),
  at timestamptz not null default now(),
  body text not null check (length(body) between 1 and 20000)
);
create index operation_note_operation on orion.operation_note (operation, at);

create table orion.operation_change (
  id uuid primary key default uuidv7(),
  -- Whose people did it.
  agency text not null references orion.agency,
  operation uuid not null references orion.operation,
  account uuid not null,
  at timestamptz not null default now(),
  kind text not null check (length(kind) between 1 and 40),
  before text not null default '',
  after text not null default ''
);
create index operation_change_operation on orion.operation_change (operation, at);

do $$
declare
  name text;
begin
  foreach name in array array['operation_note', 'operation_change']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy of_participants on orion.%I for select to orion_app
      using (operation = any ((select orion.operations_of_viewer())::uuid[]) and orion.viewer_sees_cases())', name);
    execute format('create policy by_participants on orion.%I for insert to orion_app
      with check (agency = orion.viewer_agency() and orion.viewer_sees_cases()
        and operation = any ((select orion.operations_of_viewer())::uuid[]))', name);
  end loop;
end
$$;
grant select, insert on orion.operation_note, orion.operation_change to orion_app;

-- An agency may leave; the lead stays as long as it leads.
create policy leaves on orion.operation_agency for delete to orion_app
  using (agency = orion.viewer_agency());
create function orion.lead_stays() returns trigger language plpgsql
  security definer set search_path = orion, pg_catalog, pg_temp as $$
begin
  if exists (select from orion.operation o where o.id = old.operation and o.agency = old.agency) then
    raise exception 'the agency that leads an operation takes part in it' using errcode = 'check_violation';
  end if;
  return old;
end
$$;
create trigger lead_stays before delete on orion.operation_agency
  for each row execute function orion.lead_stays();
