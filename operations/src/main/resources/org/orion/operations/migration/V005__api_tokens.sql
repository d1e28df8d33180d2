-- Tokens for programs, and the answers that repeated requests are given again.

create table orion.api_token (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  name text not null check (length(name) between 1 and 100),
  -- The secret has 256 random bits; its hash cannot be guessed back.
  secret_sha256 bytea not null check (length(secret_sha256) = 32),
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_token_secret on orion.api_token (secret_sha256);
create index api_token_account on orion.api_token (agency, account, id);
grant select, insert on orion.api_token to orion_app;
grant update (last_used_at, revoked_at) on orion.api_token to orion_app;
alter table orion.api_token enable row level security, force row level security;
create policy owner_all on orion.api_token to current_user using (true);
create policy of_own_agency on orion.api_token to orion_app
  using (agency = orion.viewer_agency()) with check (agency = orion.viewer_agency());

-- Who a token belongs to is not known before it is looked up.
create function orion.api_token_of(hash bytea) returns setof orion.api_token
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select * from orion.api_token where secret_sha256 = hash $$;
revoke all on function orion.api_token_of(bytea) from public;
grant execute on function orion.api_token_of(bytea) to orion_app;

create table orion.api_answer (
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  key text not null check (length(key) between 1 and 255),
  request_sha256 bytea not null check (length(request_sha256) = 32),
  status integer,
  location text,
  etag text,
  answer_sealed bytea,
  made_at timestamptz not null default now(),
  primary key (agency, account, key)
);
create index api_answer_age on orion.api_answer (agency, account, made_at);
grant select, insert, delete on orion.api_answer to orion_app;
grant update (status, location, etag, answer_sealed) on orion.api_answer to orion_app;
alter table orion.api_answer enable row level security, force row level security;
create policy owner_all on orion.api_answer to current_user using (true);
create policy of_own_account on orion.api_answer to orion_app
  using (agency = orion.viewer_agency() and account = orion.viewer_account())
  with check (agency = orion.viewer_agency() and account = orion.viewer_account());
