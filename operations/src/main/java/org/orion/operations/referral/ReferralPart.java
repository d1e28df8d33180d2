package org.orion.operations.referral;

import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.investigation.CasePart;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The tab of a case for its file and referrals.
@Component
class ReferralPart implements CasePart {
  private static final String COUNT =
      "select count(*) from orion.referral where investigation = :case";

  private final JdbcClient jdbc;

  ReferralPart(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public int place() {
    return 90;
  }

  @Override
  public String path() {
    return "referrals";
  }

  @Override
  public String textKey() {
    return "referral.tab";
  }

  @Override
  public Action action() {
    return Action.SEE_CASES;
  }

  @Override
  public long count(Viewer viewer, UUID investigation) {
    return jdbc.sql(COUNT).param("case", investigation).query(Long.class).single();
  }
}
