-- What the law lets an agency do with a tip: authorities, what is stated of files, releases, terms and letters.

-- A report that once said no is not outvoted by a later import that says yes.
alter table orion.tip_file
  add column denied_viewed boolean not null default false,
  add column denied_public boolean not null default false;

create table orion.authority (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  kind text not null check (kind in ('WARRANT', 'CONSENT', 'SUBPOENA', 'MLAT', 'EXIGENCY')),
  number text not null check (length(number) <= 200),
  issuer text not null check (length(issuer) between 1 and 300),
  issued date not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  -- References of files, as the tip names them; accounts in lower case; acts.
  files text[] not null,
  accounts text[] not null,
  acts text[] not null check (cardinality(acts) > 0),
  exception text not null check (length(exception) <= 4000),
  check (valid_from < valid_to),
  check (cardinality(files) + cardinality(accounts) > 0)
);
create index authority_tip on orion.authority (agency, tip);
create index authority_from on orion.authority (agency, valid_from);
create index authority_to on orion.authority (agency, valid_to);

create table orion.authority_revocation (
  authority uuid primary key references orion.authority,
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  reason text not null check (length(reason) between 1 and 2000)
);

-- What people found out about a file. The newest statement of a question holds.
create table orion.file_fact (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  file uuid not null references orion.tip_file,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  question text not null check (question in ('VIEWED', 'PUBLIC', 'MATCHED')),
  answer text not null check (answer in ('YES', 'NO', 'UNSTATED')),
  source text not null check (length(source) between 1 and 500),
  reason text not null check (length(reason) between 1 and 2000)
);
create index file_fact_tip on orion.file_fact (agency, tip, file, question, id desc);

-- Each time that a file's gate was found in another state.
create table orion.gate_event (
  id uuid primary key default uuidv7(),
  agency text not null,
  tip uuid not null references orion.tip,
  file uuid not null references orion.tip_file,
  at timestamptz not null default now(),
  is_open boolean not null,
  ground text not null,
  source text not null
);
create index gate_event_file on orion.gate_event (agency, tip, file, id desc);

-- Up to when the beginnings and ends of authorities were looked at.
create table orion.gate_watch (
  agency text primary key references orion.agency,
  at timestamptz not null
);

create table orion.file_release (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  file uuid not null references orion.tip_file,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  authority uuid references orion.authority,
  ground text not null,
  source text not null,
  receiver text not null check (length(receiver) between 1 and 300),
  check ((ground = 'AUTHORITY') = (authority is not null))
);
create index file_release_tip on orion.file_release (agency, tip, file);

create table orion.preservation (
  id uuid primary key default uuidv7(),
  agency text not null,
  tip uuid not null references orion.tip,
  account uuid not null,
  at timestamptz not null default now(),
  country text not null check (country ~ '^([A-Z]{2})?$'),
  kind text not null check (kind in ('REPORT', 'REQUEST', 'TREATY_REQUEST')),
  start date not null,
  extended boolean not null default false,
  last_day date,
  law text not null
);
create index preservation_tip on orion.preservation (agency, tip);

create table orion.letter (
  id uuid primary key,
  agency text not null references orion.agency,
  tip uuid not null references orion.tip,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  kind text not null check (kind in ('PRESERVATION', 'REFERRAL')),
  language text not null check (language in ('en', 'es')),
  country text not null check (country ~ '^[A-Z]{2}$'),
  sha256 bytea not null check (length(sha256) = 32),
  bytes bigint not null,
  sealed bytea not null
);
create index letter_tip on orion.letter (agency, tip);

create table orion.letter_template (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  kind text not null check (kind in ('PRESERVATION', 'REFERRAL')),
  language text not null check (language in ('en', 'es')),
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  template text not null check (length(template) between 1 and 20000)
);
create index letter_template_newest on orion.letter_template (agency, kind, language, id desc);

do $$
declare
  name text;
begin
  foreach name in array array['authority', 'authority_revocation', 'file_fact', 'gate_event', 'gate_watch',
    'file_release', 'preservation', 'letter', 'letter_template']
  loop
    execute format('grant select, insert on orion.%I to orion_app', name);
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy of_own_agency on orion.%I to orion_app
      using (agency = orion.viewer_case_agency()) with check (agency = orion.viewer_case_agency())', name);
    if name <> 'gate_watch' then
      execute format('create trigger never_changed before update or delete on orion.%I
        for each row execute function orion.refuse_change()', name);
    end if;
  end loop;
end
$$;
grant update (at) on orion.gate_watch to orion_app;
