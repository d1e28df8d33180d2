-- The public keys of an agency's labs: whose triage reports it takes.
--
-- A key is registered once. It is never changed and never removed: reports that it signed stay
-- proved. From the moment of its revocation on it signs nothing that is taken.

create table orion.lab_key (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  name text not null check (length(name) between 1 and 100),
  -- SHA-256 of the key's X.509 form, as reports name it.
  key text not null check (key ~ '^[0-9a-f]{64}$'),
  pem text not null check (length(pem) <= 1000),
  account uuid not null,
  at timestamptz not null default now(),
  revoked_from timestamptz,
  revoke_reason text not null default '' check (length(revoke_reason) <= 2000),
  revoked_by uuid,
  unique (agency, key),
  check ((revoked_from is null) = (revoked_by is null))
);
alter table orion.lab_key enable row level security, force row level security;
create policy owner_all on orion.lab_key to current_user using (true);
create policy of_own_agency on orion.lab_key to orion_app
  using (agency = orion.viewer_agency()) with check (agency = orion.viewer_agency());
grant select, insert on orion.lab_key to orion_app;
grant update (revoked_from, revoke_reason, revoked_by) on orion.lab_key to orion_app;
