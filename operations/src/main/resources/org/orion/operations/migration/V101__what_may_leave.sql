-- Whether a case, or a person of cases, may stand in a file that leaves the server: by the handling
-- code, or by a permission of whoever gave the information. Asked with the viewer's own rights.

create function orion.case_leaves(wanted uuid) returns boolean
  language sql stable
  as $$ select exists (select from orion.investigation i where i.id = wanted and (i.handling in ('H0', 'H1')
          or exists (select from orion.handling_permission p where p.investigation = i.id and p.use = 'PASS_ON'
            and p.recipient = '' and p.withdrawn_at is null))) $$;
create function orion.person_leaves(wanted uuid) returns boolean
  language sql stable
  as $$ select not exists (select from orion.investigation_person l where l.person = wanted)
          or exists (select from orion.investigation_person l where l.person = wanted
            and orion.case_leaves(l.investigation)) $$;
