package org.orion.triage.archive;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.orion.triage.database.Blob;
import org.orion.triage.database.DamagedDatabaseException;
import org.orion.triage.database.DatabaseBlobs;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable.Reason;

/// The pictures, videos and containers in a SQLite database.
final class DatabaseMembers implements DatabaseBlobs.Visitor {
  private final MemberSink sink;

  private DatabaseMembers(MemberSink sink) {
    this.sink = sink;
  }

  static void send(SeekableByteChannel content, MemberSink sink) throws IOException {
    try {
      Optional<String> damage = DatabaseBlobs.visit(content, new DatabaseMembers(sink));
      if (damage.isPresent()) {
        sink.stop(Reason.CORRUPT, "database: " + damage.get());
      }
    } catch (DamagedDatabaseException damage) {
      sink.stop(Reason.CORRUPT, "database: " + damage.getMessage());
    }
  }

  @Override
  public void blob(String name, ItemState state, Blob blob) throws IOException {
    if (sink.skips()) {
      return;
    }
    sink.begin(name.getBytes(StandardCharsets.UTF_8), name, blob.bytes(), Long.MIN_VALUE, state);
    try {
      blob.sendTo(sink::data);
      sink.end();
    } catch (DamagedDatabaseException damage) {
      sink.end(Reason.CORRUPT, "database: " + damage.getMessage());
    }
  }

  @Override
  public void alive() throws IOException {
    sink.alive();
  }
}
