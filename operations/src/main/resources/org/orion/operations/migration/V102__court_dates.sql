-- The outcome of a court date is changed by its version, so that nobody overwrites what he has not read.
alter table orion.court_date add column version integer not null default 0;
