-- A provider's system reports and sees nothing: its account has no other role.
alter table orion.account add constraint account_provider_alone
  check (not 'provider' = any (roles) or cardinality(roles) = 1);
