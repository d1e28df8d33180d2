package org.orion.operations.backup;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.orion.exchange.hash.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// What a backup holds, its last member: nothing in the file is taken that does not stand here with
/// its digest, and nothing may be missing.
///
/// @param format always [#FORMAT]
/// @param version of the format, from 1
/// @param madeAt when the snapshot was taken
/// @param installation its name
/// @param state of the tables: the number of their last migration
/// @param tables all of schema `orion` but those left out
/// @param leftOut tables whose rows are not kept: sessions, which a restore must not bring to life
/// @param sequences where numbers go on
/// @param files of the data directory
/// @param log what the audit log was
public record BackupManifest(
    String format,
    int version,
    Instant madeAt,
    String installation,
    int state,
    List<Table> tables,
    List<String> leftOut,
    List<Sequence> sequences,
    List<StoredFile> files,
    Log log) {
  static final String FORMAT = "orion-backup";
  static final int VERSION = 1;
  static final String MEMBER = "manifest.json";

  private static final String TABLES = "tables/";
  private static final String FILES = "files/";
  private static final String NAME = "[a-z_][a-z0-9_]{0,62}";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public BackupManifest {
    tables = List.copyOf(tables);
    leftOut = List.copyOf(leftOut);
    sequences = List.copyOf(sequences);
    files = List.copyOf(files);
    leftOut.forEach(BackupManifest::requireName);
    requireName(format.replace('-', '_'));
  }

  /// A table's rows.
  ///
  /// @param columns those that are stored; computed ones are computed again
  /// @param bytes of its member, which is PostgreSQL's binary COPY
  /// @param sha256 of its member, in hexadecimal
  public record Table(String name, List<String> columns, long rows, long bytes, String sha256) {
    public Table {
      requireName(name);
      columns = List.copyOf(columns);
      columns.forEach(BackupManifest::requireName);
      Sha256.parse(sha256);
    }

    String member() {
      return TABLES + name;
    }
  }

  /// A sequence of numbers.
  ///
  /// @param called whether the last number was given out
  public record Sequence(String name, long last, boolean called) {
    public Sequence {
      requireName(name);
    }
  }

  /// A file of the data directory.
  ///
  /// @param path below the data directory, with `/`
  /// @param sha256 in hexadecimal
  public record StoredFile(String path, long bytes, String sha256) {
    public StoredFile {
      Path given = Path.of(path);
      if (path.isEmpty()
          || given.isAbsolute()
          || !given.normalize().equals(given)
          || given.startsWith("..")) {
        throw new IllegalArgumentException("a path that leads out of the data directory");
      }
      Sha256.parse(sha256);
    }

    String member() {
      return FILES + path;
    }
  }

  /// The audit log in the snapshot.
  ///
  /// @param origin its name
  /// @param events that have a place in it
  /// @param root of its tree, in hexadecimal, unless a part of it was missing
  /// @param waiting events without a place yet
  /// @param checkpoint the last one, signed
  /// @param problem why it could not be brought up to date before, when it was broken
  public record Log(
      String origin,
      long events,
      Optional<String> root,
      long waiting,
      Optional<String> checkpoint,
      Optional<String> problem) {
    public Log {
      root.ifPresent(Sha256::parse);
    }
  }

  private static void requireName(String name) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException("%s is no name of a table or column".formatted(name));
    }
  }

  static String tableMember(String table) {
    return TABLES + table;
  }

  static String fileMember(String path) {
    return FILES + path;
  }

  /// The path of a member that is a file, or the name of one that is a table.
  static Optional<String> file(String member) {
    return member.startsWith(FILES)
        ? Optional.of(member.substring(FILES.length()))
        : Optional.empty();
  }

  /// Like [#file], of a table.
  static Optional<String> table(String member) {
    return member.startsWith(TABLES)
        ? Optional.of(member.substring(TABLES.length()))
        : Optional.empty();
  }

  /// All rows of all tables.
  public long rows() {
    return tables.stream().mapToLong(Table::rows).sum();
  }

  byte[] toJson() {
    return JSON.writeValueAsBytes(this);
  }

  /// @throws IllegalArgumentException when it is no manifest of this version
  static BackupManifest parse(byte[] json) {
    BackupManifest manifest;
    try {
      manifest = JSON.readValue(json, BackupManifest.class);
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException("its manifest cannot be read", malformed);
    }
    if (!manifest.format().equals(FORMAT) || manifest.version() != VERSION) {
      throw new IllegalArgumentException(
          "it is %s of version %d, this program reads version %d"
              .formatted(manifest.format(), manifest.version(), VERSION));
    }
    return manifest;
  }
}
