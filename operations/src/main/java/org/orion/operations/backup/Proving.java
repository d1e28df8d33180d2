package org.orion.operations.backup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.orion.exchange.FormatException;
import org.orion.exchange.audit.AuditFindings;
import org.orion.exchange.audit.AuditVerifier;
import org.orion.exchange.audit.KeptCheckpoint;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.audit.AuditDesk;
import org.orion.operations.audit.LogState;
import org.orion.operations.database.DatabaseAddress;
import org.orion.operations.database.DatabaseException;
import org.orion.operations.database.SecretFile;
import org.orion.operations.database.Vault;
import org.orion.operations.intake.Originals;
import org.orion.operations.lawful.Letters;

/// Compares what a restore brought back with what the backup says.
final class Proving {
  private final BackupManifest manifest;
  private final Path data;
  private final List<RestoreProof.Line> lines = new ArrayList<>();
  private final List<String> logKeys = new ArrayList<>();

  Proving(BackupManifest manifest, Path data) {
    this.manifest = manifest;
    this.data = data;
  }

  RestoreProof proof() {
    return new RestoreProof(manifest, lines, logKeys);
  }

  private void add(String kind, String name, long expected, long found, boolean holds) {
    lines.add(
        new RestoreProof.Line(
            kind, name, expected, found, holds ? Optional.empty() : Optional.of("differs")));
  }

  /// Reads every row and file again.
  void rows(BackupRows rows) throws SQLException, IOException {
    Map<String, BackupManifest.Table> stated =
        manifest.tables().stream()
            .collect(Collectors.toMap(BackupManifest.Table::name, one -> one));
    for (BackupRows.Table table : rows.tables()) {
      Sum.Output output = new Sum.Output(OutputStream.nullOutputStream());
      long found = rows.write(table, output);
      Sum sum = output.sum();
      BackupManifest.Table one = stated.get(table.name());
      boolean holds =
          one == null
              ? found == 0 && manifest.leftOut().contains(table.name())
              : one.rows() == found && new Sum(one.bytes(), one.sha256()).equals(sum);
      add("table", table.name(), one == null ? 0 : one.rows(), found, holds);
    }
    files();
    Vault vault = new Vault(SecretFile.readOrMake(data.resolve(DataFiles.VAULT_KEY)));
    BackupRows.Opened originals =
        rows.originals(
            (tip, sha256, sealed) -> Originals.opened(vault, tip, sha256, sealed), Long.MAX_VALUE);
    add("originals", "", originals.all(), originals.proven(), isWhole(originals));
    BackupRows.Opened letters =
        rows.letters((id, sha256, sealed) -> Letters.opened(vault, id, sealed));
    add("letters", "", letters.all(), letters.proven(), isWhole(letters));
  }

  private static boolean isWhole(BackupRows.Opened opened) {
    return opened.all() == opened.proven();
  }

  private void files() throws IOException {
    long found = 0;
    for (BackupManifest.StoredFile file : manifest.files()) {
      Sum.Output output = new Sum.Output(OutputStream.nullOutputStream());
      try (InputStream input = Files.newInputStream(data.resolve(file.path()))) {
        input.transferTo(output);
      }
      if (output.sum().equals(new Sum(file.bytes(), file.sha256()))) {
        found++;
      }
    }
    add("files", "", manifest.files().size(), found, found == manifest.files().size());
  }

  /// Compares the log's tree with that of the snapshot.
  void log(Connection connection) {
    LogState now = LogState.of(connection);
    BackupManifest.Log then = manifest.log();
    add(
        "log",
        now.origin(),
        then.events(),
        now.events(),
        now.events() == then.events()
            && now.origin().equals(then.origin())
            && now.root().map(Sha256::hex).equals(then.root())
            && now.waiting() == then.waiting()
            && now.checkpoint().equals(then.checkpoint()));
  }

  /// Verifies the log as an outsider would, up to the backup's checkpoint; then records the restore
  /// in it. A log that was broken before the backup is told, and stays so.
  void events(DatabaseAddress address)
      throws IOException, DatabaseException, BackupRefusedException {
    try (AuditDesk desk = AuditDesk.at(data, address)) {
      List<KeptCheckpoint> kept = new ArrayList<>();
      if (manifest.log().checkpoint().isPresent()) {
        kept.add(KeptCheckpoint.parse("the backup's", manifest.log().checkpoint().get()));
      }
      AuditFindings findings = verified(desk, kept);
      findings.signed().keySet().forEach(key -> logKeys.add(key.toString()));
      long stated = kept.isEmpty() ? 0 : kept.getFirst().checkpoint().size();
      lines.add(
          new RestoreProof.Line(
              "checkpoint", findings.origin(), stated, findings.covered(), problem(findings)));
      if (proof().isWhole()) {
        desk.record("restore");
      }
    } catch (FormatException unreadable) {
      throw new BackupRefusedException(
          "the audit log cannot be verified: " + unreadable.getMessage(), unreadable);
    }
  }

  private Optional<String> problem(AuditFindings findings) {
    return manifest.log().problem().isPresent()
        ? Optional.empty()
        : findings
            .failure()
            .map(failure ->
                "%s fails: expected %s, found %s"
                    .formatted(failure.subject(), failure.expected(), failure.found()));
  }

  private AuditFindings verified(AuditDesk desk, List<KeptCheckpoint> kept)
      throws IOException, FormatException {
    Path export = Files.createTempFile(data, "log-", ".jsonl");
    try {
      try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(export))) {
        desk.copy(output);
      }
      try (InputStream input = new BufferedInputStream(Files.newInputStream(export))) {
        return AuditVerifier.verify(input, "the restored log", List.of(), kept);
      }
    } finally {
      Files.deleteIfExists(export);
    }
  }
}
