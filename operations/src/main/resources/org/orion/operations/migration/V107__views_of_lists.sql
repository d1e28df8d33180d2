-- Saved views of the lists of cases, children and exhibits too.

alter table orion.saved_view
  drop constraint saved_view_page_check,
  add constraint saved_view_page_check check (page in ('/tips', '/cases', '/children', '/exhibits', '/graph'));
