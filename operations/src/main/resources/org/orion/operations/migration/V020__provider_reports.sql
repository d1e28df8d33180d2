-- Reports that providers' systems open, add files to and finish. What was submitted is sealed, and
-- is gone from here once the report is a tip or was given up.

create table orion.ispws_report (
  -- At random: it tells nobody how many reports others send.
  number bigint primary key check (number between 100000000000000 and 999999999999999),
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  reporter text not null check (length(reporter) between 1 and 200),
  state text not null default 'OPEN' check (state in ('OPEN', 'FINISHED', 'RETRACTED', 'EXPIRED')),
  opened_at timestamptz not null default now(),
  -- 24 hours after it was opened or one hour after its last change, whichever is later.
  expires_at timestamptz not null default now() + interval '24 hours',
  -- Of the documents about its files, together.
  detail_bytes bigint not null default 0,
  sealed bytea,
  tip uuid references orion.tip,
  check ((state = 'OPEN') = (sealed is not null)),
  check ((state = 'FINISHED') = (tip is not null))
);
create index ispws_report_open on orion.ispws_report (agency, expires_at) where state = 'OPEN';
grant select, insert, update on orion.ispws_report to orion_app;

-- Files that came for a report: never the bytes, only what they are.
create table orion.ispws_file (
  id text primary key check (id ~ '^f[a-z0-9]{25}$'),
  agency text not null references orion.agency,
  report bigint not null references orion.ispws_report,
  place integer not null,
  received_at timestamptz not null default clock_timestamp(),
  bytes bigint not null,
  md5 bytea not null check (length(md5) = 16),
  sha1 bytea not null check (length(sha1) = 20),
  sha256 bytea not null check (length(sha256) = 32),
  type text not null default '',
  pdq bytea check (length(pdq) = 32),
  -- What came of looking at it; null: nobody looked.
  look text check (look in ('DECODED', 'NOT_MEDIA', 'UNREADABLE', 'TOO_LARGE', 'NO_ROOM')),
  -- Whether the lists were asked.
  looked_up boolean not null,
  -- Whether it is in the drop folder, encrypted, under its id.
  dropped boolean not null,
  details bytea,
  unique (report, place)
);
create index ispws_file_dropped on orion.ispws_file (agency, report) where dropped;
grant select, insert, update, delete on orion.ispws_file to orion_app;

-- Entries of lists that a file agrees with.
create table orion.ispws_match (
  id bigint generated always as identity primary key,
  agency text not null references orion.agency,
  file text not null references orion.ispws_file on delete cascade,
  list text not null,
  scheme text not null,
  code text not null,
  algorithm text not null,
  distance_bits integer not null check (distance_bits between 0 and 256)
);
create index ispws_match_file on orion.ispws_match (agency, file);
grant select, insert, delete on orion.ispws_match to orion_app;

do $$
declare
  name text;
begin
  foreach name in array array['ispws_report', 'ispws_file', 'ispws_match']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
  end loop;
  foreach name in array array['ispws_file', 'ispws_match']
  loop
    execute format('create policy of_own_agency on orion.%I to orion_app
      using (agency = orion.viewer_agency() and orion.viewer_sees_cases())
      with check (agency = orion.viewer_agency() and orion.viewer_sees_cases())', name);
  end loop;
end
$$;

-- An account knows its own reports alone; the server at work for the agency knows all of that.
create policy of_own_account on orion.ispws_report to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_sees_cases()
    and (account = orion.viewer_account() or orion.viewer_account() = '00000000-0000-0000-0000-000000000000'))
  with check (agency = orion.viewer_agency() and orion.viewer_sees_cases());
