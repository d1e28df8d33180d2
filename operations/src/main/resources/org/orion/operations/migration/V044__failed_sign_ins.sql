-- Failed sign-ins: an account's count together for an hour, and names that nobody has are counted
-- and locked as accounts are, so that a lock does not tell which names there are.

alter table orion.account add column last_failure_at timestamptz;

-- Of no agency. What was typed stands here as its mark under the installation's key alone: people
-- type passwords where names belong.
create table orion.unknown_name (
  mark bytea primary key check (length(mark) = 32),
  failures integer not null,
  last_failure_at timestamptz not null,
  locked_until timestamptz
);
create index unknown_name_last_failure on orion.unknown_name (last_failure_at);
grant select, insert, update, delete on orion.unknown_name to orion_app;
