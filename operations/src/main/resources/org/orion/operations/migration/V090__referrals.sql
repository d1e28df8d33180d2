-- What leaves for a prosecutor or another installation, and what came from one.

-- A moment as files for others state it.
create function orion.utc(moment timestamptz) returns text
  language sql stable
  as $$ select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;

-- Installations that packages go to and are taken from, each with its public key.
create table orion.partner (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  name text not null check (length(name) between 1 and 200),
  country text not null check (country ~ '^[A-Z]{2}$'),
  -- NAME+ID+BASE64; the name is the installation's.
  key text not null check (length(key) between 1 and 300),
  account uuid not null,
  at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index partner_once on orion.partner (agency, key) where ended_at is null;
alter table orion.partner enable row level security, force row level security;
create policy owner_all on orion.partner to current_user using (true);
create policy of_own_agency on orion.partner to orion_app
  using (agency = orion.viewer_agency()) with check (agency = orion.viewer_agency());
grant select, insert on orion.partner to orion_app;
grant update (ended_at) on orion.partner to orion_app;

-- A package that was made. It stands sealed, as it was signed.
create table orion.referral (
  id uuid primary key,
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  partner uuid not null references orion.partner,
  handling text not null check (handling in ('H0', 'H1', 'H2', 'H3')),
  reason text not null check (length(reason) between 1 and 5000),
  requested text not null check (length(requested) between 1 and 2000),
  authority text not null default '' check (length(authority) <= 500),
  due_on date not null,
  state text not null default 'SENT' check (state in ('SENT', 'ACKNOWLEDGED', 'ANSWERED', 'CLOSED')),
  sha256 bytea not null check (length(sha256) = 32),
  sealed bytea not null,
  -- The receiver's signed note.
  receipt text check (length(receipt) <= 4000),
  account uuid not null,
  at timestamptz not null default now(),
  version integer not null default 0
);
create index referral_case on orion.referral (investigation, at);
create index referral_due on orion.referral (agency, due_on) where state <> 'CLOSED';

-- What became of it.
create table orion.referral_step (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  referral uuid not null references orion.referral,
  state text not null,
  words text not null default '' check (length(words) <= 2000),
  account uuid not null,
  at timestamptz not null default now()
);
create index referral_step_of on orion.referral_step (referral, at);

-- A package that came, the case that was made of it, and the receipt for its sender.
create table orion.referral_received (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  referral uuid not null,
  partner uuid not null references orion.partner,
  sender text not null check (length(sender) between 1 and 300),
  country text not null check (country ~ '^[A-Z]{2}$'),
  sender_case text not null check (length(sender_case) between 1 and 300),
  sha256 bytea not null check (length(sha256) = 32),
  receipt text not null check (length(receipt) <= 4000),
  account uuid not null,
  at timestamptz not null default now(),
  unique (agency, referral)
);
create index referral_received_case on orion.referral_received (investigation);

call orion.protect_case_rows('referral');
call orion.protect_case_rows('referral_step');
call orion.protect_case_rows('referral_received');
-- To whom a case went, and from whom it came, is the agency's own.
drop policy of_shared_case on orion.referral;
drop policy of_shared_case on orion.referral_step;
drop policy of_shared_case on orion.referral_received;
grant select, insert on orion.referral, orion.referral_step, orion.referral_received to orion_app;
grant update (state, receipt, version) on orion.referral to orion_app;
