-- Saved views of other pages than the queue: of the link graph, whose addresses name many nodes.

alter table orion.saved_view
  add page text not null default '/tips' check (page in ('/tips', '/graph')),
  drop constraint saved_view_agency_account_name_key,
  add unique (agency, account, page, name),
  drop constraint saved_view_query_check,
  add constraint saved_view_query_check check (length(query) <= 8000);
