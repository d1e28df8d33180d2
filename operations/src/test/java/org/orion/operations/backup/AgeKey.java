package org.orion.operations.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A key of age, made by its own program for one test.
///
/// @param text as `age-keygen` writes it
record AgeKey(String text) {
  static AgeKey make() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("age-keygen").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return new AgeKey(text);
  }

  String recipient() {
    return BackupKeys.publicKeys(text).getFirst();
  }

  String secret() {
    return BackupKeys.secretKeys(text).getFirst();
  }
}
