-- Exhibits: seized items of a case, and the places where an agency keeps them.
--
-- Where an exhibit is, in which state and under which seal, the working role cannot write: that
-- follows from its chain of custody (V061), which is written as acts. What it is can be corrected.

create table orion.storage_place (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  name text not null check (length(name) between 1 and 200),
  closed_at timestamptz,
  made_by uuid not null,
  version integer not null default 0,
  unique (agency, name)
);

create table orion.exhibit (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  -- As D-17: one in its case. Were it one in the agency, a number that is taken by an exhibit of a
  -- hidden case would tell of it.
  number text not null check (number ~ '^[^[:cntrl:]]{1,40}$'),
  kind text not null check (kind in ('PHONE', 'TABLET', 'COMPUTER', 'DRIVE', 'MEMORY_CARD', 'OPTICAL_DISC', 'CAMERA',
    'PAPER', 'ACCOUNT_DATA', 'OTHER')),
  make text not null default '' check (length(make) <= 200),
  model text not null default '' check (length(model) <= 200),
  serial text not null default '' check (length(serial) <= 200),
  description text not null default '' check (length(description) <= 5000),
  seal text not null default '' check (length(seal) <= 100),
  seized_at timestamptz not null check (seized_at >= '1970-01-01Z' and seized_at < '2200-01-01Z'),
  -- Where the clocks of that place are, by the IANA's name.
  zone text not null check (length(zone) between 1 and 60),
  -- How far the exhibit's own clock was ahead of the right time; nothing where nobody looked.
  clock_offset_seconds integer,
  place text not null check (length(place) between 1 and 500),
  seized_by text not null check (length(seized_by) between 1 and 300),
  -- The number of the legal authority.
  authority text not null check (length(authority) between 1 and 200),
  -- Whether somebody is to examine it.
  examine boolean not null,
  state text not null default 'SEIZED'
    check (state in ('SEIZED', 'STORED', 'IN_EXAMINATION', 'EXAMINED', 'RETURNED', 'DESTROYED')),
  holder uuid default orion.viewer_account() references orion.account,
  storage_place uuid references orion.storage_place,
  -- The row of the chain of custody that offers it to somebody who has not answered yet.
  offer uuid,
  made_by uuid not null default orion.viewer_account(),
  made_at timestamptz not null default now(),
  -- How many rows its chain of custody has, and the hash of the last.
  version integer not null default 0,
  custody_hash bytea not null default decode(repeat('00', 32), 'hex'),
  changed_at timestamptz not null default now(),
  unique (agency, investigation, number),
  check ((state = 'STORED') = (storage_place is not null)),
  check ((state in ('STORED', 'RETURNED', 'DESTROYED')) = (holder is null))
);
create index exhibit_case on orion.exhibit (investigation, number);
create index exhibit_list on orion.exhibit (agency, seized_at desc, id);
create index exhibit_holder on orion.exhibit (agency, holder) where holder is not null;
create index exhibit_storage_place on orion.exhibit (storage_place) where storage_place is not null;
create index exhibit_offered on orion.exhibit (agency) where offer is not null;
create index exhibit_waiting on orion.exhibit (agency, seized_at) where examine and state in ('SEIZED', 'STORED', 'EXAMINED');

call orion.protect_case_rows('exhibit');
alter table orion.storage_place enable row level security, force row level security;
create policy owner_all on orion.storage_place to current_user using (true);
create policy of_own_agency on orion.storage_place to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_sees_cases())
  with check (agency = orion.viewer_agency() and orion.viewer_sees_cases());

grant select, insert, update on orion.storage_place to orion_app;
grant select on orion.exhibit to orion_app;
grant insert (id, agency, investigation, number, kind, make, model, serial, description, seal, seized_at, zone,
  clock_offset_seconds, place, seized_by, authority, examine) on orion.exhibit to orion_app;
grant update (number, kind, make, model, serial, description, seized_at, zone, clock_offset_seconds, place,
  seized_by, authority, examine) on orion.exhibit to orion_app;
