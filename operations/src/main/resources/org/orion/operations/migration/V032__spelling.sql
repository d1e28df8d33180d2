-- Similar spelling is found by halves: with one slip of the finger, the first or the last half of a
-- name is as it was. Two plain indexes do that at any size; the trigrams of millions of names do not.

drop function orion.identifiers_like(text, integer);
drop index orion.identifier_spelling;
alter table orion.identifier
  -- The name in it, look-alikes folded: of a mail address what stands before the @.
  add spelling text collate "C",
  add spelling_reversed text collate "C" generated always as (reverse(spelling)) stored;
create index identifier_spelling on orion.identifier (agency, spelling) where spelling is not null;
create index identifier_spelling_reversed on orion.identifier (agency, spelling_reversed)
  where spelling_reversed is not null;
