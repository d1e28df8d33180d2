package org.orion.operations;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.orion.operations.database.DatabaseAddress;

/// How to serve.
///
/// @param data the data directory, for its owner alone
/// @param binaries where PostgreSQL's programs are unpacked to
/// @param host the address to listen on
/// @param port 0 for any that is free
/// @param external the database of several servers; the embedded one otherwise
/// @param tls the key store of the server's certificate; without one only this machine may ask
/// @param more other settings by their names, as `orion.second-factor`
public record ServerSettings(
    Path data,
    Path binaries,
    String host,
    int port,
    Optional<DatabaseAddress> external,
    Optional<Tls> tls,
    Map<String, String> more) {
  public ServerSettings {
    more = Map.copyOf(more);
  }

  /// Settings with nothing out of the ordinary.
  public ServerSettings(
      Path data,
      Path binaries,
      String host,
      int port,
      Optional<DatabaseAddress> external,
      Optional<Tls> tls) {
    this(data, binaries, host, port, external, tls, Map.of());
  }

  /// A PKCS#12 key store.
  public record Tls(Path keyStore, String password) {}
}
