-- Operations, cases and people.
--
-- A case is called investigation here: `case` is a word of SQL and of Java, and CASE/UCO calls it so.
-- Rows of a case are seen by its own agency, and by agencies that it is shared with at the moment of
-- the question: a share is a rule, so that what is added later follows it. A case under H3 is seen by
-- its team and the supervisors of its agency, and shared with nobody.

create function orion.viewer_has(wanted text) returns boolean
  language sql stable
  as $$ select string_to_array(current_setting('orion.roles'), ',') && array[wanted, 'machine'] $$;

create table orion.operation (
  id uuid primary key default uuidv7(),
  -- Who leads it.
  agency text not null references orion.agency,
  name text not null check (length(name) between 1 and 200),
  objectives text not null default '' check (length(objectives) <= 20000),
  starts_on date not null,
  ends_on date,
  state text not null default 'PLANNED' check (state in ('PLANNED', 'RUNNING', 'ENDED')),
  made_at timestamptz not null default now(),
  version integer not null default 0,
  unique (agency, name),
  check (ends_on >= starts_on)
);
create table orion.operation_agency (
  operation uuid not null references orion.operation,
  agency text not null references orion.agency,
  joined_on date not null default current_date,
  primary key (operation, agency)
);
create index operation_agency_agency on orion.operation_agency (agency);
create table orion.operation_phase (
  id uuid primary key default uuidv7(),
  operation uuid not null references orion.operation,
  name text not null check (length(name) between 1 and 200),
  starts_on date not null,
  ends_on date,
  unique (operation, name),
  check (ends_on >= starts_on)
);

create table orion.investigation (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  number text not null check (length(number) between 1 and 60),
  title text not null check (length(title) between 1 and 300),
  summary text not null default '' check (length(summary) <= 20000),
  operation uuid references orion.operation,
  state text not null default 'OPEN' check (state in ('OPEN', 'CLOSED')),
  opened_on date not null default current_date,
  closed_at timestamptz,
  close_reason text check (close_reason in ('CONVICTED', 'ACQUITTED', 'REFERRED', 'NO_CRIME', 'NO_LEAD', 'MERGED', 'OTHER')),
  handling text not null check (handling in ('H0', 'H1', 'H2', 'H3')),
  -- What H3 asks for, in words.
  restriction text not null default '' check (length(restriction) <= 2000),
  band text not null default 'STANDARD' check (band in ('IMMEDIATE', 'URGENT', 'STANDARD', 'MONITOR')),
  merged_into uuid references orion.investigation,
  made_by uuid not null,
  version integer not null default 0,
  changed_at timestamptz not null default now(),
  check ((state = 'CLOSED') = (closed_at is not null)),
  check (handling <> 'H3' or restriction <> ''),
  check (merged_into is null or merged_into <> id)
);
-- A number that a restricted case has is not refused to others: that would tell them of it.
create unique index investigation_number on orion.investigation (agency, number) where handling <> 'H3';
create index investigation_numbered on orion.investigation (agency, number);
create index investigation_list on orion.investigation (agency, state, changed_at desc, id);
create index investigation_operation on orion.investigation (operation) where operation is not null;
create index investigation_merged on orion.investigation (merged_into) where merged_into is not null;

create table orion.investigation_member (
  agency text not null references orion.agency,
  -- A case under H3 is hidden from whoever is not on its team: the team is written first.
  investigation uuid not null references orion.investigation deferrable initially deferred,
  account uuid not null references orion.account,
  leads boolean not null default false,
  since timestamptz not null default now(),
  primary key (investigation, account)
);
create index investigation_member_account on orion.investigation_member (account);

create table orion.investigation_share (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  recipient text not null references orion.agency,
  reason text not null check (length(reason) between 1 and 2000),
  account uuid not null,
  at timestamptz not null default now(),
  ended_at timestamptz,
  check (recipient <> agency)
);
create unique index investigation_share_once on orion.investigation_share (investigation, recipient) where ended_at is null;
create index investigation_share_recipient on orion.investigation_share (recipient) where ended_at is null;

create table orion.investigation_offence (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  system text not null check (length(system) between 1 and 60),
  system_version text not null default '' check (length(system_version) <= 60),
  code text not null check (length(code) between 1 and 60),
  label text not null check (length(label) between 1 and 500),
  unique (investigation, system, system_version, code)
);

create table orion.investigation_tip (
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  tip uuid not null references orion.tip,
  at timestamptz not null default now(),
  account uuid not null,
  primary key (investigation, tip)
);
create index investigation_tip_tip on orion.investigation_tip (agency, tip);

-- What whoever gave the information allows beyond its handling code.
create table orion.handling_permission (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  use text not null check (use in ('EVIDENCE', 'PASS_ON', 'COUNT')),
  -- To whom; empty for everybody.
  recipient text not null default '' check (length(recipient) <= 200),
  given_by text not null check (length(given_by) between 1 and 300),
  given_on date not null,
  words text not null check (length(words) between 1 and 2000),
  account uuid not null,
  at timestamptz not null default now(),
  withdrawn_at timestamptz
);
create index handling_permission_case on orion.handling_permission (investigation);

create table orion.investigation_note (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  account uuid not null references orion.account,
  at timestamptz not null default now(),
  body text not null check (length(body) between 1 and 20000)
);
create index investigation_note_case on orion.investigation_note (investigation, at);

create table orion.investigation_task (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  owner uuid not null references orion.account,
  made_by uuid not null references orion.account,
  due date,
  title text not null check (length(title) between 1 and 300),
  done_at timestamptz
);
create index investigation_task_case on orion.investigation_task (investigation);
create index investigation_task_owner on orion.investigation_task (agency, owner) where done_at is null;

-- What people did with a case, with the words that the audit log must not hold.
create table orion.investigation_change (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  account uuid not null,
  at timestamptz not null default now(),
  kind text not null check (length(kind) between 1 and 40),
  before text not null default '',
  after text not null default '',
  reason text not null default ''
);
create index investigation_change_case on orion.investigation_change (investigation, at);

create table orion.person (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  -- What people call the record: P- and ten characters that tell nothing.
  code text not null,
  -- A child who has displayed harmful sexual behaviour is a kind of its own, seen by child
  -- specialists and supervisors alone.
  kind text not null check (kind in ('ADULT', 'CHILD_OF_CONCERN', 'UNKNOWN')),
  name text not null default '' check (length(name) <= 300),
  other_names text not null default '' check (length(other_names) <= 2000),
  born_on text not null default '' check (born_on ~ '^(\d{4}(-\d{2}(-\d{2})?)?)?$'),
  country text not null default '' check (country ~ '^([A-Z]{2})?$'),
  place text not null default '' check (length(place) <= 300),
  -- Access to children, as far as it is known.
  access text[] not null default '{}' check (access <@ array['CARE', 'TEACHING', 'COACHING', 'FAMILY', 'NONE_KNOWN']),
  merged_into uuid references orion.person,
  made_by uuid not null,
  version integer not null default 0,
  changed_at timestamptz not null default now(),
  unique (agency, code),
  check (merged_into is null or merged_into <> id)
);
create index person_list on orion.person (agency, changed_at desc, id);
create index person_name on orion.person (agency, lower(name));
create index person_merged on orion.person (merged_into) where merged_into is not null;

-- Stages of the law are dated facts; the latest one holds.
create table orion.investigation_person (
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  person uuid not null references orion.person,
  stage text not null check (stage in ('REPORTED', 'SUSPECT', 'ACCUSED', 'CONVICTED', 'CLEARED', 'WITNESS')),
  at timestamptz not null default now(),
  primary key (investigation, person)
);
create index investigation_person_person on orion.investigation_person (person);
create table orion.person_stage (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  person uuid not null references orion.person,
  stage text not null,
  on_day date not null,
  source text not null check (length(source) between 1 and 500),
  account uuid not null,
  at timestamptz not null default now()
);
create index person_stage_person on orion.person_stage (person, on_day);

create table orion.person_identifier (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  person uuid not null references orion.person,
  identifier bigint not null references orion.identifier,
  original text not null check (length(original) between 1 and 500),
  source text not null check (length(source) between 1 and 500),
  account uuid not null,
  at timestamptz not null default now(),
  unique (person, identifier)
);
create index person_identifier_identifier on orion.person_identifier (agency, identifier);

create table orion.person_relation (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  person uuid not null references orion.person,
  other uuid not null references orion.person,
  kind text not null check (kind in ('FAMILY', 'PARTNER', 'HOUSEHOLD', 'FRIEND', 'COLLEAGUE', 'ONLINE', 'OTHER')),
  source text not null check (length(source) between 1 and 500),
  account uuid not null,
  at timestamptz not null default now(),
  unique (person, other, kind),
  check (person <> other)
);
create index person_relation_other on orion.person_relation (other);

create table orion.person_assessment (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  investigation uuid not null references orion.investigation,
  person uuid not null references orion.person,
  level text not null check (level in ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH')),
  method text not null check (length(method) between 1 and 200),
  on_day date not null,
  assessor text not null check (length(assessor) between 1 and 200),
  words text not null default '' check (length(words) <= 5000),
  account uuid not null,
  at timestamptz not null default now()
);
create index person_assessment_person on orion.person_assessment (person, on_day);

-- Two records compared by a person. Nobody is merged by a name alone.
create table orion.person_judgement (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  person uuid not null references orion.person,
  other uuid not null references orion.person,
  judgement text not null check (judgement in ('SAME', 'DIFFERENT', 'UNSURE')),
  reason text not null check (length(reason) between 1 and 2000),
  account uuid not null,
  at timestamptz not null default now(),
  check (person < other)
);
create index person_judgement_pair on orion.person_judgement (person, other, at);

-- A merge links and redirects; it deletes nothing, and is undone by its row.
create table orion.merge (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  kind text not null check (kind in ('PERSON', 'CASE', 'SPLIT')),
  source uuid not null,
  target uuid not null,
  -- For a split: what went from the one case to the other.
  moved uuid[] not null default '{}',
  reason text not null check (length(reason) between 1 and 2000),
  account uuid not null,
  at timestamptz not null default now(),
  undone_at timestamptz,
  undone_by uuid,
  check (source <> target)
);
create index merge_source on orion.merge (agency, source);
create index merge_target on orion.merge (agency, target);

-- Questions that the policies ask. Each is asked once a statement: `= any ((select …)::uuid[])`.
create function orion.operations_of_viewer() returns uuid[]
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select coalesce(array_agg(operation), '{}') from orion.operation_agency
        where agency = orion.viewer_agency() $$;
create function orion.hidden_cases() returns uuid[]
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select coalesce(array_agg(i.id), '{}') from orion.investigation i
        where i.agency = orion.viewer_agency() and i.handling = 'H3' and not orion.viewer_has('supervisor')
          and not exists (select from orion.investigation_member m
            where m.investigation = i.id and m.account = orion.viewer_account()) $$;
create function orion.shared_cases() returns uuid[]
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select coalesce(array_agg(s.investigation), '{}') from orion.investigation_share s
        join orion.investigation i on i.id = s.investigation and i.handling <> 'H3'
        where s.recipient = orion.viewer_agency() and s.ended_at is null $$;
-- People of the agency whose cases are all hidden from the viewer.
create function orion.hidden_people() returns uuid[]
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select coalesce(array_agg(p.person), '{}') from orion.investigation_person p
        where p.investigation = any ((select orion.hidden_cases())::uuid[])
          and not exists (select from orion.investigation_person o where o.person = p.person
            and not (o.investigation = any ((select orion.hidden_cases())::uuid[]))) $$;
create function orion.shared_people() returns uuid[]
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select coalesce(array_agg(distinct p.person), '{}') from orion.investigation_person p
        where p.investigation = any ((select orion.shared_cases())::uuid[]) $$;
-- How many other agencies see a case, for its header; the owner alone learns who.
create function orion.shared_with(wanted uuid) returns integer
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select count(*)::integer from orion.investigation_share
        where investigation = wanted and ended_at is null and orion.viewer_sees_cases()
          and (agency = orion.viewer_agency() or investigation = any (orion.shared_cases())) $$;
revoke all on function orion.operations_of_viewer(), orion.hidden_cases(), orion.shared_cases(),
  orion.hidden_people(), orion.shared_people(), orion.shared_with(uuid) from public;
grant execute on function orion.operations_of_viewer(), orion.hidden_cases(), orion.shared_cases(),
  orion.hidden_people(), orion.shared_people(), orion.shared_with(uuid) to orion_app;

-- The rule of every table whose rows belong to a case by a column `investigation`; later migrations
-- call it for theirs.
create procedure orion.protect_case_rows(name text) language plpgsql as $$
begin
  execute format('alter table orion.%I enable row level security, force row level security', name);
  execute format('create policy owner_all on orion.%I to current_user using (true)', name);
  execute format('create policy of_own_agency on orion.%I to orion_app
    using (agency = orion.viewer_agency() and orion.viewer_sees_cases()
      and not (investigation = any ((select orion.hidden_cases())::uuid[])))
    with check (agency = orion.viewer_agency() and orion.viewer_sees_cases()
      and not (investigation = any ((select orion.hidden_cases())::uuid[])))', name);
  execute format('create policy of_shared_case on orion.%I for select to orion_app
    using (orion.viewer_sees_cases() and investigation = any ((select orion.shared_cases())::uuid[]))', name);
end
$$;
-- The same for rows that belong to a person.
create procedure orion.protect_person_rows(name text, key text) language plpgsql as $$
begin
  execute format('alter table orion.%I enable row level security, force row level security', name);
  execute format('create policy owner_all on orion.%I to current_user using (true)', name);
  execute format('create policy of_own_agency on orion.%1$I to orion_app
    using (agency = orion.viewer_agency() and orion.viewer_sees_cases()
      and not (%2$I = any ((select orion.hidden_people())::uuid[])))
    with check (agency = orion.viewer_agency() and orion.viewer_sees_cases())', name, key);
  execute format('create policy of_shared_person on orion.%1$I for select to orion_app
    using (orion.viewer_sees_cases() and %2$I = any ((select orion.shared_people())::uuid[]))', name, key);
end
$$;

call orion.protect_case_rows('investigation_member');
call orion.protect_case_rows('investigation_offence');
call orion.protect_case_rows('investigation_tip');
call orion.protect_case_rows('handling_permission');
call orion.protect_case_rows('investigation_note');
call orion.protect_case_rows('investigation_task');
call orion.protect_case_rows('investigation_change');
call orion.protect_case_rows('investigation_person');
call orion.protect_case_rows('person_stage');
call orion.protect_case_rows('person_assessment');
call orion.protect_person_rows('person', 'id');
call orion.protect_person_rows('person_identifier', 'person');
call orion.protect_person_rows('person_relation', 'person');
-- Notes and tasks are the agency's own thoughts; a share shows what is known, not what is planned.
drop policy of_shared_case on orion.investigation_note;
drop policy of_shared_case on orion.investigation_task;
drop policy of_shared_case on orion.investigation_change;
drop policy of_shared_case on orion.investigation_member;

create policy children_of_concern on orion.person as restrictive to orion_app
  using (kind <> 'CHILD_OF_CONCERN' or orion.viewer_has('child-specialist') or orion.viewer_has('supervisor'));
do $$
declare
  name text;
begin
  foreach name in array array['person_identifier', 'person_relation', 'investigation_person', 'person_stage', 'person_assessment']
  loop
    execute format('create policy of_visible_person on orion.%I as restrictive to orion_app
      using (exists (select from orion.person p where p.id = person))', name);
  end loop;
end
$$;

alter table orion.investigation enable row level security, force row level security;
create policy owner_all on orion.investigation to current_user using (true);
create policy of_own_agency on orion.investigation to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_sees_cases()
    and not (id = any ((select orion.hidden_cases())::uuid[])))
  with check (agency = orion.viewer_agency() and orion.viewer_sees_cases());
create policy shared on orion.investigation for select to orion_app
  using (orion.viewer_sees_cases() and id = any ((select orion.shared_cases())::uuid[]));

alter table orion.investigation_share enable row level security, force row level security;
create policy owner_all on orion.investigation_share to current_user using (true);
create policy of_own_agency on orion.investigation_share to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_sees_cases()
    and not (investigation = any ((select orion.hidden_cases())::uuid[])))
  with check (agency = orion.viewer_agency() and orion.viewer_sees_cases()
    and not (investigation = any ((select orion.hidden_cases())::uuid[])));
-- A recipient sees its own share, and of no other.
create policy of_recipient on orion.investigation_share for select to orion_app
  using (recipient = orion.viewer_agency() and orion.viewer_sees_cases());

do $$
declare
  name text;
begin
  foreach name in array array['person_judgement', 'merge']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy of_own_agency on orion.%I to orion_app
      using (agency = orion.viewer_agency() and orion.viewer_sees_cases())
      with check (agency = orion.viewer_agency() and orion.viewer_sees_cases())', name);
  end loop;
end
$$;

-- What an operation is called and who takes part is known to those who take part, administrators too.
alter table orion.operation enable row level security, force row level security;
create policy owner_all on orion.operation to current_user using (true);
create policy of_lead on orion.operation to orion_app
  using (agency = orion.viewer_agency()) with check (agency = orion.viewer_agency());
create policy of_participants on orion.operation for select to orion_app
  using (id = any ((select orion.operations_of_viewer())::uuid[]));
do $$
declare
  name text;
begin
  foreach name in array array['operation_agency', 'operation_phase']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy of_lead on orion.%I to orion_app
      using (exists (select from orion.operation o where o.id = operation and o.agency = orion.viewer_agency()))
      with check (exists (select from orion.operation o where o.id = operation and o.agency = orion.viewer_agency()))', name);
    execute format('create policy of_participants on orion.%I for select to orion_app
      using (operation = any ((select orion.operations_of_viewer())::uuid[]))', name);
  end loop;
end
$$;

grant select, insert, update on orion.operation, orion.investigation, orion.investigation_share,
  orion.investigation_member, orion.investigation_task, orion.investigation_person, orion.person,
  orion.handling_permission, orion.merge to orion_app;
grant select, insert, delete on orion.operation_agency, orion.operation_phase to orion_app;
grant select, insert on orion.investigation_note, orion.investigation_change, orion.person_stage,
  orion.person_assessment, orion.person_judgement to orion_app;
grant select, insert, delete on orion.investigation_offence, orion.investigation_tip,
  orion.person_identifier, orion.person_relation to orion_app;
grant delete on orion.investigation_member, orion.investigation_person to orion_app;
