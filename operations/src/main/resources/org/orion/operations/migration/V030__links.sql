-- What links tips, and how a sighting was written.

alter table orion.sighting add flags text[] not null default '{}';

-- One row for each time at which a tip has a key, because windows count from each.
alter table orion.cluster_key
  add crowded boolean not null default false,
  drop constraint cluster_key_pkey,
  add primary key (agency, key, at, tip);
grant update (crowded) on orion.cluster_key to orion_app;
comment on column orion.cluster_key.crowded is
  'more than 200 tips have the key within its window of this row: it links nothing';

create index tip_external_number on orion.tip (agency, external_id) where external_id is not null;
