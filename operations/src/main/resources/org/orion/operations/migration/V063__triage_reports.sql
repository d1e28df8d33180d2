-- Triage reports: what labs found on exhibits, by hashes and counts.
--
-- A report has a part for each exhibit that it tells of. A part that is attached to an exhibit is
-- seen like the exhibit's case; one that is not attached yet is its agency's own. All rows of a
-- report are seen by its parts. What is large, rows above all, is named by the report's number in
-- tables, `batch`, and is written once.

create sequence orion.triage_report_batch;
grant usage on sequence orion.triage_report_batch to orion_app;

create table orion.triage_report (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  batch bigint not null unique,
  -- The id that the lab gave it, which follows from its content.
  report uuid not null,
  lab_key uuid not null references orion.lab_key,
  supersedes uuid,
  case_number text not null default '',
  -- What the lab says of scan, lists and end, as JSON that nothing here looks into.
  statement text not null,
  parts integer not null check (parts >= 0),
  contents bigint not null check (contents >= 0),
  with_paths boolean not null,
  sha256 bytea not null check (length(sha256) = 32),
  bytes bigint not null,
  account uuid not null,
  arrived_at timestamptz not null default now(),
  unique (agency, report)
);
create index triage_report_list on orion.triage_report (agency, arrived_at desc, id);
create index triage_report_file on orion.triage_report (agency, sha256);
create index triage_report_supersedes on orion.triage_report (agency, supersedes) where supersedes is not null;

-- The file as it came, sealed in pieces.
create table orion.triage_report_piece (
  agency text not null,
  report uuid not null references orion.triage_report,
  number integer not null,
  sealed bytea not null,
  primary key (report, number)
);
alter table orion.triage_report_piece alter column sealed set storage external;

create table orion.report_exhibit (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  report uuid not null references orion.triage_report,
  batch bigint not null,
  part integer not null check (part >= 0),
  -- What the lab calls the exhibit.
  label text not null,
  investigation uuid references orion.investigation,
  exhibit uuid references orion.exhibit,
  -- Nobody where it was attached by its number.
  attached_by uuid,
  attached_at timestamptz,
  items bigint not null,
  pictures bigint not null,
  videos bigint not null,
  distinct_pictures bigint not null,
  distinct_videos bigint not null,
  unreadable bigint not null,
  bytes bigint not null,
  known_material bigint not null,
  unmatched bigint not null,
  -- All figures and devices, and what was examined, as JSON that nothing here looks into.
  figures text not null,
  sources text not null,
  version integer not null default 0,
  unique (batch, part),
  check ((investigation is null) = (exhibit is null))
);
create index report_exhibit_report on orion.report_exhibit (report);
create index report_exhibit_exhibit on orion.report_exhibit (exhibit) where exhibit is not null;
create index report_exhibit_case on orion.report_exhibit (investigation) where investigation is not null;
create index report_exhibit_waiting on orion.report_exhibit (agency, id) where exhibit is null;
create index exhibit_number on orion.exhibit (agency, number);

-- Categories of a part, the highest first. `first_…` counts what is in no higher one of any list,
-- so that those counts can be added.
create table orion.report_category (
  agency text not null,
  batch bigint not null,
  part integer not null,
  place integer not null,
  list text not null,
  scheme text not null,
  code text not null,
  level text not null,
  pictures bigint not null,
  videos bigint not null,
  exact bigint not null,
  alike bigint not null,
  first_pictures bigint not null,
  first_videos bigint not null,
  primary key (batch, part, place)
);

create table orion.report_media (
  agency text not null,
  batch bigint not null,
  -- The line in the report, from 1.
  n integer not null,
  part integer not null,
  kind text not null check (kind in ('PICTURE', 'VIDEO', 'OTHER')),
  verdict text not null check (verdict in ('KNOWN_MATERIAL', 'UNMATCHED', 'UNREADABLE')),
  type text not null,
  bytes bigint not null,
  items bigint not null,
  -- The beginning of the SHA-256, by which a content is found.
  mark bigint not null,
  sha256 bytea not null,
  quality smallint,
  -- Places in orion.report_category.
  categories integer[] not null default '{}',
  matches text,
  leads text,
  places text,
  primary key (batch, n)
);
create index report_media_mark on orion.report_media (mark);

-- What contents are compared by, many in one row: see the class Looks.
create table orion.report_look (
  agency text not null,
  batch bigint not null,
  part integer not null,
  block integer not null,
  entries bytea not null,
  primary key (batch, part, block)
);
alter table orion.report_look alter column entries set storage external;

-- Serial numbers of cameras and lenses, compared by letters and digits alone.
create table orion.report_serial (
  agency text not null,
  batch bigint not null,
  part integer not null,
  kind text not null check (kind in ('BODY', 'LENS')),
  value text not null check (length(value) between 1 and 200),
  shown text not null,
  items bigint not null,
  primary key (batch, part, kind, value)
);
create index report_serial_value on orion.report_serial (value);

alter table orion.report_exhibit enable row level security, force row level security;
create policy owner_all on orion.report_exhibit to current_user using (true);
create policy of_own_agency on orion.report_exhibit to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_sees_cases()
    and (investigation is null or not (investigation = any ((select orion.hidden_cases())::uuid[]))))
  with check (agency = orion.viewer_agency() and orion.viewer_sees_cases()
    and (investigation is null or not (investigation = any ((select orion.hidden_cases())::uuid[]))));
create policy of_shared_case on orion.report_exhibit for select to orion_app
  using (orion.viewer_sees_cases() and investigation = any ((select orion.shared_cases())::uuid[]));

alter table orion.triage_report enable row level security, force row level security;
create policy owner_all on orion.triage_report to current_user using (true);
create policy by_own_agency on orion.triage_report for insert to orion_app
  with check (agency = orion.viewer_agency() and orion.viewer_sees_cases());
create policy of_visible_part on orion.triage_report for select to orion_app
  using (exists (select from orion.report_exhibit p where p.report = triage_report.id));
alter table orion.triage_report_piece enable row level security, force row level security;
create policy owner_all on orion.triage_report_piece to current_user using (true);
create policy by_own_agency on orion.triage_report_piece for insert to orion_app
  with check (agency = orion.viewer_agency() and orion.viewer_sees_cases());
-- The whole file is for who sees all of it.
create policy of_visible_report on orion.triage_report_piece for select to orion_app
  using (agency = orion.viewer_agency() and orion.viewer_sees_cases() and exists (select from orion.triage_report r
    where r.id = triage_report_piece.report and r.parts = (select count(*) from orion.report_exhibit p where p.report = r.id)));
do $$
declare
  name text;
begin
  foreach name in array array['report_category', 'report_media', 'report_look', 'report_serial']
  loop
    execute format('alter table orion.%I enable row level security, force row level security', name);
    execute format('create policy owner_all on orion.%I to current_user using (true)', name);
    execute format('create policy by_own_agency on orion.%I for insert to orion_app
      with check (agency = orion.viewer_agency() and orion.viewer_sees_cases())', name);
    execute format('create policy of_visible_part on orion.%1$I for select to orion_app
      using (exists (select from orion.report_exhibit p where p.batch = %1$I.batch and p.part = %1$I.part))', name);
  end loop;
end
$$;
grant select, insert on orion.triage_report, orion.triage_report_piece, orion.report_exhibit, orion.report_category,
  orion.report_media, orion.report_look, orion.report_serial to orion_app;
grant update (investigation, exhibit, attached_by, attached_at, version) on orion.report_exhibit to orion_app;

-- Attaches what is named without doubt: the one exhibit of that number in the agency, or in the case
-- of that number where the lab names one. Cases that the sender does not see are among them: what is
-- of a restricted case must not lie about as not attached.
create function orion.attach_known_exhibits(wanted uuid) returns void
  language sql volatile security definer set search_path = orion, pg_catalog, pg_temp
  as $$ update orion.report_exhibit p set investigation = f.investigation, exhibit = f.exhibit,
          attached_at = now(), version = p.version + 1
        from (select p.id, (array_agg(e.id))[1] as exhibit, (array_agg(e.investigation))[1] as investigation
          from orion.report_exhibit p join orion.triage_report r on r.id = p.report
          join orion.exhibit e on e.agency = p.agency and e.number = p.label
          join orion.investigation i on i.id = e.investigation and (r.case_number = '' or i.number = r.case_number)
          where p.report = wanted and p.agency = orion.viewer_agency() and orion.viewer_sees_cases() and p.exhibit is null
          group by p.id having count(*) = 1) f
        where p.id = f.id $$;

-- The receipt of a report that came before, for who sends it again and may not see its case: by the
-- file, or by the lab's id.
create function orion.report_receipt(file bytea, wanted uuid)
  returns table (report uuid, sha256 bytea, contents bigint, arrived_at timestamptz)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select r.report, r.sha256, r.contents, r.arrived_at from orion.triage_report r
        where r.agency = orion.viewer_agency() and orion.viewer_sees_cases()
          and (r.sha256 = file or r.report = wanted) $$;

-- Whom a report is told to: the teams of the cases that it was attached to, whoever sends it.
create function orion.report_teams(wanted uuid) returns table (account uuid)
  language sql stable security definer set search_path = orion, pg_catalog, pg_temp
  as $$ select distinct m.account from orion.report_exhibit p
        join orion.investigation_member m on m.investigation = p.investigation
        where p.report = wanted and p.agency = orion.viewer_agency() and orion.viewer_sees_cases() $$;
revoke all on function orion.attach_known_exhibits(uuid), orion.report_receipt(bytea, uuid), orion.report_teams(uuid) from public;
grant execute on function orion.attach_known_exhibits(uuid), orion.report_receipt(bytea, uuid), orion.report_teams(uuid) to orion_app;
