-- Passkeys (WebAuthn credentials): public keys, of which nothing is secret.
create table orion.passkey (
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  id uuid not null default uuidv7(),
  credential_id bytea not null check (length(credential_id) between 16 and 1023),
  label text not null check (length(label) between 1 and 100),
  public_key bytea not null,
  signature_count bigint not null,
  uv_initialized boolean not null,
  backup_eligible boolean not null,
  backup_state boolean not null,
  transports text[] not null,
  attestation_object bytea not null,
  client_data bytea not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  primary key (agency, account, id),
  unique (agency, credential_id)
);
create index passkey_credential on orion.passkey (credential_id);
grant select, insert, delete on orion.passkey to orion_app;
grant update (signature_count, backup_state, last_used_at) on orion.passkey to orion_app;
alter table orion.passkey enable row level security, force row level security;
create policy owner_all on orion.passkey to current_user using (true);
create policy of_own_agency on orion.passkey to orion_app
  using (agency = orion.viewer_agency()) with check (agency = orion.viewer_agency());

-- At sign-in nobody is a viewer yet: whose a credential is, this function alone tells.
create function orion.passkey_of(credential bytea) returns setof orion.passkey
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select * from orion.passkey where credential_id = credential $$;
revoke all on function orion.passkey_of(bytea) from public;
grant execute on function orion.passkey_of(bytea) to orion_app;
