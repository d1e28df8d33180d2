-- What somebody must learn of: one row for each account that is told. No texts, only which thing it is about.

create table orion.notice (
  id uuid primary key default uuidv7(),
  agency text not null references orion.agency,
  account uuid not null references orion.account,
  kind text not null check (kind ~ '^[A-Z][A-Z_]{0,39}$'),
  object_type text not null check (object_type ~ '^[a-z][a-z-]{0,39}$'),
  object text not null check (object ~ '^[A-Za-z0-9-]{1,40}$'),
  -- What people call the thing: a code that the program made.
  label text not null default '' check (label ~ '^[A-Za-z0-9-]{0,40}$'),
  at timestamptz not null default now(),
  seen_at timestamptz
);
create index notice_account on orion.notice (agency, account, id);
-- As long as it is not seen, the same is not told again.
create unique index notice_unseen on orion.notice (agency, account, kind, object) where seen_at is null;
grant select, insert on orion.notice to orion_app;
grant update (seen_at) on orion.notice to orion_app;
alter table orion.notice enable row level security, force row level security;
create policy owner_all on orion.notice to current_user using (true);
-- Anybody's act may tell somebody of the same agency; each account sees its own.
create policy told_within_agency on orion.notice for insert to orion_app
  with check (agency = orion.viewer_agency());
create policy seen_by_account on orion.notice for select to orion_app
  using (agency = orion.viewer_agency() and account = orion.viewer_account());
create policy marked_by_account on orion.notice for update to orion_app
  using (agency = orion.viewer_agency() and account = orion.viewer_account())
  with check (agency = orion.viewer_agency() and account = orion.viewer_account());

-- When another agency's tip is touched by an interest, those who declared it are told too.
create function orion.tell_interest_met() returns trigger
language plpgsql security definer set search_path = orion, pg_catalog, pg_temp
as $$
begin
  insert into orion.notice (agency, account, kind, object_type, object, label)
  select a.agency, a.id, 'INTEREST_MET', 'interest', new.interest::text, new.other
  from orion.account a
  where a.agency = new.agency and a.disabled_at is null and 'supervisor' = any(a.roles)
  order by a.id
  on conflict do nothing;
  return null;
end
$$;
revoke all on function orion.tell_interest_met() from public;
create trigger tell_interest_met after insert on orion.interest_met
  for each row execute function orion.tell_interest_met();

-- The queue by deadline, tips without one last.
create index tip_by_deadline on orion.tip (agency, state, coalesce(preserved_until, 'infinity'), arrived_at, id);
