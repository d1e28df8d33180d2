package org.orion.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditExportReader;
import org.orion.exchange.audit.AuditExportReader.Entry;
import org.orion.exchange.audit.AuditFindings;
import org.orion.exchange.audit.AuditVerifier;
import org.orion.operations.TestServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.database.DatabaseAddress;

/// A server's log as tests write and read it.
record Logs(TestServer server) {
  /// Appends the event of an invented act on an invented object, in a transaction of its own.
  void append(String agency, String objectId) {
    Viewer viewer = Viewer.machine(agency);
    server
        .bean(ViewerTransactions.class)
        .write(
            viewer,
            () -> server.bean(AuditTrail.class).record(viewer, Act.of("try", "example", objectId)));
  }

  long keep() {
    return server.bean(LogKeeper.class).keep();
  }

  /// The log as it is, without bringing it up to date.
  byte[] export() throws IOException, FormatException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    server.bean(AuditExport.class).write(bytes);
    return bytes.toByteArray();
  }

  static AuditFindings verify(byte[] export) throws IOException, FormatException {
    return AuditVerifier.verify(new ByteArrayInputStream(export), "export", List.of());
  }

  /// The objects of invented acts in an export; none stands there twice.
  static Set<String> objects(byte[] export) throws IOException, FormatException {
    AuditExportReader reader = new AuditExportReader(new ByteArrayInputStream(export), "export");
    Set<String> objects = new HashSet<>();
    for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
      if (next.get() instanceof Entry.Event found && found.event().verb().equals("try")) {
        assertThat(objects.add(found.event().objectId()))
            .as("%s for the first time", found.event().objectId())
            .isTrue();
      }
    }
    return objects;
  }

  static void run(DatabaseAddress address, String... statements) throws SQLException {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
