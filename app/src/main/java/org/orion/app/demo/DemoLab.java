package org.orion.app.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Optional;
import org.orion.exchange.report.LabKey;
import org.orion.exchange.report.LabSigner;
import org.orion.operations.OperationsServer;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.examination.Labs;
import org.orion.operations.examination.Submission;
import org.orion.triage.report.ListedNow;
import org.orion.triage.report.SubmittedReport;
import org.orion.triage.scanfile.ScanFileReader;

/// The laboratory of the demonstration: it signs what the demo's scan found with a key of its own,
/// which the agency's administrator registers, and hands it to the server as any lab does.
final class DemoLab {
  private static final String NAME = "Example Laboratory";

  private DemoLab() {}

  /// Hands in the report of a scan.
  ///
  /// @param folder for the report until it is handed in
  static void submit(
      OperationsServer server, Viewer administrator, Viewer examiner, Path scanFile, Path folder)
      throws IOException, InterruptedException {
    LabSigner signer = signer(administrator.agency());
    server
        .desk(ViewerTransactions.class)
        .write(
            administrator,
            () -> {
              server.desk(Labs.class).register(administrator, NAME, signer.key().toPem());
            });
    Path report = folder.resolve("demo.triage");
    try {
      try (ScanFileReader reader = ScanFileReader.open(scanFile);
          OutputStream output = new BufferedOutputStream(Files.newOutputStream(report))) {
        new SubmittedReport(false, Optional.empty())
            .write(reader, ListedNow.unchanged(), signer, folder, output);
      }
      try (InputStream input = Files.newInputStream(report)) {
        server.desk(Submission.class).take(examiner, input);
      }
    } finally {
      Files.deleteIfExists(report);
    }
  }

  private static LabSigner signer(String agency) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new LabSigner(LabKey.of(pair.getPublic()), pair.getPrivate(), agency, NAME);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has Ed25519", impossible);
    }
  }
}
