-- Codes that open an account once each when its second factor is lost: 99 random bits, so that a
-- plain hash cannot be guessed back.
create table orion.recovery_code (
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  code_sha256 bytea not null check (length(code_sha256) = 32),
  used_at timestamptz,
  primary key (agency, account, code_sha256)
);
grant select, insert, delete on orion.recovery_code to orion_app;
grant update (used_at) on orion.recovery_code to orion_app;
alter table orion.recovery_code enable row level security, force row level security;
create policy owner_all on orion.recovery_code to current_user using (true);
create policy of_own_agency on orion.recovery_code to orion_app
  using (agency = orion.viewer_agency()) with check (agency = orion.viewer_agency());
