package org.orion.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.orion.operations.Browser;
import org.orion.operations.TestServer;
import org.orion.operations.access.Role;

/// What people are told while every connection to the database is taken.
class BusyDatabaseIT {
  private final TestServer server = TestServer.running();

  @Test
  void aRequestThatGetsNoConnectionIsToldToComeBack() throws SQLException {
    Browser analyst = server.signIn(TestServer.newAgency(), Role.ANALYST);
    HikariDataSource pool = server.bean(HikariDataSource.class);
    List<Connection> taken = new ArrayList<>();
    try {
      for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
        taken.add(pool.getConnection());
      }
      HttpResponse<String> page = analyst.get("/tips");
      assertThat(page.statusCode()).as(page.body()).isEqualTo(503);
      assertThat(page.headers().firstValue("Retry-After")).contains("10");
      assertThat(page.body()).doesNotContain("Exception");
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
    assertThat(analyst.get("/tips").statusCode()).isEqualTo(200);
  }
}
