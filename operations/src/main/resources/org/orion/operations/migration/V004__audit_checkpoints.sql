-- What the log's tree was, and who signed that.

-- The installation's name, in one row; the log's origin is made of it, so it stays.
create table orion.installation (
  name text not null check (name ~ '^[a-z0-9][a-z0-9.-]{0,62}$'),
  single boolean primary key default true check (single)
);
insert into orion.installation (name)
  values ('orion-' || left(replace(gen_random_uuid()::text, '-', ''), 12));

-- Public keys that signed, earlier ones too, as NAME+ID+BASE64.
create table orion.audit_key (
  key text primary key check (length(key) <= 300),
  added_at timestamptz not null default clock_timestamp()
);

create table orion.audit_checkpoint (
  size bigint primary key check (size > 0),
  -- The signed note with the log's own signature.
  note text not null check (length(note) <= 4000),
  signed_at timestamptz not null default clock_timestamp()
);

-- Signatures of witnesses, one line each.
create table orion.audit_cosignature (
  size bigint not null references orion.audit_checkpoint,
  witness text not null check (length(witness) <= 300),
  signature text not null check (length(signature) <= 500),
  received_at timestamptz not null default clock_timestamp(),
  primary key (size, witness)
);

create trigger never_changed before update or delete on orion.installation
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.installation
  for each statement execute function orion.refuse_change();
create trigger never_changed before update or delete on orion.audit_key
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.audit_key
  for each statement execute function orion.refuse_change();
create trigger never_changed before update or delete on orion.audit_checkpoint
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.audit_checkpoint
  for each statement execute function orion.refuse_change();
create trigger never_changed before update or delete on orion.audit_cosignature
  for each row execute function orion.refuse_change();
create trigger never_emptied before truncate on orion.audit_cosignature
  for each statement execute function orion.refuse_change();

grant select on orion.installation to orion_app;
grant select on orion.audit_key, orion.audit_checkpoint, orion.audit_cosignature to orion_app;
grant insert (key) on orion.audit_key to orion_app;
grant insert (size, note) on orion.audit_checkpoint to orion_app;
grant insert (size, witness, signature) on orion.audit_cosignature to orion_app;
alter table orion.installation enable row level security, force row level security;
alter table orion.audit_key enable row level security, force row level security;
alter table orion.audit_checkpoint enable row level security, force row level security;
alter table orion.audit_cosignature enable row level security, force row level security;
create policy owner_all on orion.installation to current_user using (true);
create policy owner_all on orion.audit_key to current_user using (true);
create policy owner_all on orion.audit_checkpoint to current_user using (true);
create policy owner_all on orion.audit_cosignature to current_user using (true);
-- Meant for everybody: they bind the log without telling what is in it.
create policy read_by_all on orion.installation for select to orion_app using (true);
create policy read_by_all on orion.audit_key for select to orion_app using (true);
create policy read_by_all on orion.audit_checkpoint for select to orion_app using (true);
create policy read_by_all on orion.audit_cosignature for select to orion_app using (true);
create policy written_by_log on orion.audit_key for insert to orion_app
  with check (orion.viewer_keeps_log());
create policy written_by_log on orion.audit_checkpoint for insert to orion_app
  with check (orion.viewer_keeps_log());
-- A signature is looked at before it is kept, and by everybody who verifies.
create policy written_by_all on orion.audit_cosignature for insert to orion_app with check (true);
