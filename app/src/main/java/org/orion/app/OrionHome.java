package org.orion.app;

import java.nio.file.Path;

/// The folder for what belongs to this installation, such as lists: `$ORION_HOME`, or `~/.orion`.
final class OrionHome {
  private OrionHome() {}

  static Path folder() {
    String configured = System.getenv("ORION_HOME");
    return configured == null || configured.isBlank()
        ? Path.of(System.getProperty("user.home"), ".orion")
        : Path.of(configured);
  }

  static Path lists() {
    return folder().resolve("lists");
  }
}
