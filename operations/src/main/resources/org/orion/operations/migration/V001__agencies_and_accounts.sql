-- Agencies, the people in them, and their sessions.
--
-- Every protected table: row-level security, forced; the owner sees all rows (migrations, and the
-- functions that say so), the working role sees what its viewer's agency may see. The settings have
-- no default: a transaction without a viewer is an error.

create schema if not exists orion;
grant usage on schema orion to orion_app;

create function orion.viewer_agency() returns text
  language sql stable as $$ select current_setting('orion.agency') $$;
create function orion.viewer_account() returns uuid
  language sql stable as $$ select current_setting('orion.account')::uuid $$;
create function orion.viewer_sees_cases() returns boolean
  language sql stable as $$ select current_setting('orion.casework') = 'yes' $$;

create table orion.agency (
  ref text primary key check (ref ~ '^[A-Z0-9][A-Z0-9-]{0,31}$'),
  name text not null check (length(name) between 1 and 200),
  country text not null check (country ~ '^[A-Z]{2}$'),
  type text not null check (type in ('POLICE', 'HOTLINE', 'PROSECUTION', 'CUSTOMS', 'CHILD_PROTECTION', 'OTHER')),
  -- Whom another agency's supervisor calls about a paused tip.
  contact text not null default '' check (length(contact) <= 500),
  created_at timestamptz not null default now()
);
-- Names and contact points are what agencies know of each other.
grant select, insert on orion.agency to orion_app;
grant update (name, contact, type) on orion.agency to orion_app;
alter table orion.agency enable row level security, force row level security;
create policy owner_all on orion.agency to current_user using (true);
create policy seen_by_all on orion.agency for select to orion_app using (true);
create policy made_for_own on orion.agency for insert to orion_app
  with check (ref = orion.viewer_agency());
create policy changed_by_own on orion.agency for update to orion_app
  using (ref = orion.viewer_agency()) with check (ref = orion.viewer_agency());

create table orion.account (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  login text not null check (login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  display_name text not null check (length(display_name) between 1 and 200),
  roles text[] not null check (cardinality(roles) > 0),
  password_hash text not null,
  -- A password that somebody else knows: it opens nothing but the page to set one's own.
  password_once boolean not null,
  totp_sealed bytea,
  totp_last_step bigint not null default 0,
  failures integer not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  language text not null default 'en' check (language in ('en', 'es')),
  zone text not null default 'UTC',
  keys_on boolean not null default true,
  created_at timestamptz not null default now(),
  last_sign_in_at timestamptz,
  version integer not null default 0,
  unique (agency, login)
);
create index account_login on orion.account (login);
grant select, insert, update on orion.account to orion_app;
alter table orion.account enable row level security, force row level security;
create policy owner_all on orion.account to current_user using (true);
create policy of_own_agency on orion.account to orion_app
  using (agency = orion.viewer_agency()) with check (agency = orion.viewer_agency());

-- At sign-in nobody is a viewer yet. This function alone looks through all agencies.
create function orion.accounts_named(name text) returns setof orion.account
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select * from orion.account where login = name order by created_at $$;
create function orion.account_of(number uuid) returns setof orion.account
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select * from orion.account where id = number $$;
revoke all on function orion.accounts_named(text), orion.account_of(uuid) from public;
grant execute on function orion.accounts_named(text), orion.account_of(uuid) to orion_app;

-- Sessions, as Spring Session's JDBC repository expects its tables.
create table orion.spring_session (
  primary_id char(36) primary key,
  session_id char(36) not null unique,
  creation_time bigint not null,
  last_access_time bigint not null,
  max_inactive_interval integer not null,
  expiry_time bigint not null,
  principal_name varchar(100)
);
create index spring_session_expiry on orion.spring_session (expiry_time);
create index spring_session_principal on orion.spring_session (principal_name);
create table orion.spring_session_attributes (
  session_primary_id char(36) not null references orion.spring_session on delete cascade,
  attribute_name varchar(200) not null,
  attribute_bytes bytea not null,
  primary key (session_primary_id, attribute_name)
);
grant select, insert, update, delete on orion.spring_session, orion.spring_session_attributes to orion_app;

-- Jobs, as db-scheduler expects its table.
create table orion.scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures integer,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index scheduled_tasks_due on orion.scheduled_tasks (execution_time);
create index scheduled_tasks_heartbeat on orion.scheduled_tasks (last_heartbeat);
grant select, insert, update, delete on orion.scheduled_tasks to orion_app;
