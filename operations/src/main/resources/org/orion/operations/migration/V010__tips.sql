-- Tips: what arrived, what of it the queue is sorted and found by, and what people did with it.
-- Names and free texts stand in the sealed original alone; a page reads them from there.
--
-- Whose a row is, row-level security holds: the working role writes its viewer's agency alone. Where many
-- rows come with each tip, they do not each look their agency up once more.

-- The agency whose cases the viewer sees; null where the viewer sees none. One comparison instead of
-- two: the planner knows how many rows an agency has, and nothing of a setting that is compared
-- with a word.
create function orion.viewer_case_agency() returns text
  language sql stable as $$
    select case when current_setting('orion.casework') = 'yes' then current_setting('orion.agency') end
  $$;

create table orion.tip (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  -- What people call it: T- and ten characters that tell nothing.
  code text not null,
  format text not null check (format in ('ISPWS', 'POLICE_DOWNLOAD', 'CSV', 'FORM')),
  -- Whose external ids these are: the same id of the same sender is an update.
  sender text not null check (length(sender) between 1 and 300),
  external_id text check (length(external_id) between 1 and 300),
  source text not null,
  reporter text not null default '',
  platform text not null default '',
  country text not null default '' check (length(country) <= 2),
  incident_type text not null,
  incident_at timestamptz,
  reported_at timestamptz,
  arrived_at timestamptz not null default now(),
  escalated boolean not null default false,
  -- One file that thousands passed on is one tip with a count.
  bundle_key text,
  bundle_count bigint not null default 1 check (bundle_count >= 1),
  updates integer not null default 0,
  files integer not null default 0,
  changed_format boolean not null default false,
  not_understood integer not null default 0,
  state text not null default 'OPEN' check (state in ('OPEN', 'CLOSED')),
  closed_at timestamptz,
  close_reason text check (close_reason in ('REFERRED', 'ARREST', 'CHILD_SAFEGUARDED', 'NO_CRIME', 'NOT_HERE', 'DUPLICATE', 'NO_LEAD')),
  assignee uuid references orion.account,
  band text not null default 'STANDARD' check (band in ('IMMEDIATE', 'URGENT', 'STANDARD', 'MONITOR', 'PAUSED')),
  -- Paused tips stand where they would stand if they were resumed.
  urgency smallint not null default 2 check (urgency between 0 and 3),
  points integer not null default 0,
  -- The queue's order: the most urgent first, among them the most points.
  queue_rank integer not null generated always as
    (urgency * 100000 + 50000 - greatest(-49999, least(49999, points))) stored,
  -- The last day on which the provider must still have the data.
  preserved_until date,
  cluster uuid,
  version integer not null default 0,
  changed_at timestamptz not null default now(),
  check ((state = 'CLOSED') = (closed_at is not null)),
  check ((state = 'CLOSED') = (close_reason is not null))
);
create unique index tip_code on orion.tip (agency, code);
create unique index tip_external on orion.tip (agency, sender, external_id) where external_id is not null;
create index tip_bundle on orion.tip (agency, bundle_key) where bundle_key is not null;
-- A filter is decided within the index: of the tips that it leaves out no row is read.
create index tip_queue on orion.tip (agency, state, queue_rank, arrived_at, id)
  include (band, incident_type, country, platform, reporter);
create index tip_band on orion.tip (agency, state, band, queue_rank, arrived_at, id)
  include (incident_type, country, platform, reporter);
create index tip_newest on orion.tip (agency, state, arrived_at, id);
-- For values that few tips have.
create index tip_type on orion.tip (agency, state, incident_type);
create index tip_platform on orion.tip (agency, state, platform);
create index tip_reporter on orion.tip (agency, state, reporter);
create index tip_country on orion.tip (agency, state, country);
create index tip_changed on orion.tip (agency, changed_at);
create index tip_cluster on orion.tip (agency, cluster) where cluster is not null;
create index tip_assignee on orion.tip (agency, assignee, state, queue_rank, arrived_at, id) where assignee is not null;
-- Tips without a term come first: for them the data must be asked for at once.
create index tip_deadline on orion.tip (agency, state, coalesce(preserved_until, date '-infinity'), arrived_at, id);
grant select, insert, update on orion.tip to orion_app;

create table orion.tip_original (
  id uuid primary key default uuidv7(),
  agency text not null,
  tip uuid not null references orion.tip,
  sha256 bytea not null check (length(sha256) = 32),
  bytes bigint not null,
  arrived_at timestamptz not null default now(),
  sealed bytea not null
);
create unique index tip_original_content on orion.tip_original (agency, tip, sha256);
create index tip_original_bytes on orion.tip_original (agency, sha256);
grant select, insert on orion.tip_original to orion_app;

create table orion.tip_file (
  id uuid primary key default uuidv7(),
  agency text not null,
  tip uuid not null references orion.tip,
  -- Where it stands in its report: the reference under which authorities name it.
  place text not null,
  viewed text not null check (viewed in ('YES', 'NO', 'UNSTATED')),
  public text not null check (public in ('YES', 'NO', 'UNSTATED')),
  md5 bytea check (length(md5) = 16),
  sha1 bytea check (length(sha1) = 20),
  sha256 bytea check (length(sha256) = 32),
  -- Names of lists that its content was found on; empty: looked up and on none; null: not looked up.
  lists text[],
  unique (agency, tip, place)
);
grant select, insert, update on orion.tip_file to orion_app;

create table orion.identifier (
  id bigint generated always as identity primary key,
  agency text not null references orion.agency,
  kind text not null,
  platform text not null default '',
  normal text not null collate "C",
  -- Separators, look-alikes and trailing digits folded; what look-alike spelling is found by.
  loose text not null collate "C",
  -- The name in it, look-alikes folded: of a mail address what stands before the @. Similar spelling
  -- is found by halves: with one slip of the finger, the first or the last half of a name is as it
  -- was. Two plain indexes do that at any size; trigrams of millions of names do not.
  spelling text collate "C",
  spelling_reversed text collate "C" generated always as (reverse(spelling)) stored,
  unique (agency, kind, platform, normal)
);
create index identifier_prefix on orion.identifier (agency, normal);
create index identifier_loose on orion.identifier (agency, loose);
create index identifier_spelling on orion.identifier (agency, spelling) where spelling is not null;
create index identifier_spelling_reversed on orion.identifier (agency, spelling_reversed)
  where spelling_reversed is not null;
grant select, insert on orion.identifier to orion_app;

create table orion.sighting (
  id bigint generated always as identity primary key,
  agency text not null,
  identifier bigint not null references orion.identifier,
  tip uuid not null references orion.tip,
  original text not null,
  role text not null default '',
  place text not null,
  at timestamptz,
  port integer check (port between 1 and 65535)
);
create index sighting_identifier on orion.sighting (agency, identifier, tip);
create index sighting_tip on orion.sighting (agency, tip);
grant select, insert, delete on orion.sighting to orion_app;

-- What links tips into clusters: a shared identifier, a network within hours, a name within days.
create table orion.cluster_key (
  agency text not null,
  key text not null collate "C",
  tip uuid not null references orion.tip,
  at timestamptz not null,
  primary key (agency, key, tip)
);
create index cluster_key_tip on orion.cluster_key (agency, tip);
grant select, insert, delete on orion.cluster_key to orion_app;

create table orion.tip_note (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  body text not null check (length(body) between 1 and 20000)
);
create index tip_note_tip on orion.tip_note (agency, tip, at);
grant select, insert on orion.tip_note to orion_app;

create table orion.tip_task (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  owner uuid not null references orion.account,
  made_by uuid not null references orion.account,
  due date,
  title text not null check (length(title) between 1 and 300),
  done_at timestamptz
);
create index tip_task_tip on orion.tip_task (agency, tip);
create index tip_task_owner on orion.tip_task (agency, owner) where done_at is null;
grant select, insert, update on orion.tip_task to orion_app;

-- What people did with a tip, with the words that the audit log must not hold.
create table orion.tip_change (
  id uuid primary key default uuidv7(),
  agency text not null,
  tip uuid not null references orion.tip,
  account uuid not null,
  at timestamptz not null default now(),
  kind text not null check (kind in ('ARRIVED', 'UPDATED', 'BUNDLED', 'ASSIGNED', 'ESCALATED', 'SCORED', 'OVERRIDDEN', 'PAUSED', 'RESUMED', 'CLOSED', 'REOPENED', 'FILE', 'AUTHORITY', 'LETTER')),
  before text not null default '',
  after text not null default '',
  reason text not null default ''
);
create index tip_change_tip on orion.tip_change (agency, tip, at);
-- What people did, for the hand-over.
create index tip_change_time on orion.tip_change (agency, at) where kind <> 'ARRIVED' and kind <> 'SCORED';
grant select, insert on orion.tip_change to orion_app;

create table orion.saved_view (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  name text not null check (length(name) between 1 and 80),
  query text not null check (length(query) <= 2000),
  unique (agency, account, name)
);
grant select, insert, delete on orion.saved_view to orion_app;

do $$
declare
  name text;
begin
  foreach name in array array['tip', 'tip_original', 'tip_file', 'identifier', 'sighting', 'cluster_key',
    'tip_note', 'tip_task', 'tip_change', 'saved_view']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy of_own_agency on orion.%I to orion_app
      using (agency = orion.viewer_case_agency()) with check (agency = orion.viewer_case_agency())', name);
  end loop;
end
$$;
