-- A child of concern stands in no file that leaves the server, whatever its cases' handling codes
-- allow. Asked with the viewer's own rights, as orion.case_leaves is.

create or replace function orion.person_leaves(wanted uuid) returns boolean
  language sql stable
  as $$ select exists (select from orion.person p where p.id = wanted and p.kind <> 'CHILD_OF_CONCERN')
          and (not exists (select from orion.investigation_person l where l.person = wanted)
            or exists (select from orion.investigation_person l where l.person = wanted
              and orion.case_leaves(l.investigation))) $$;
