package org.orion.operations.intake;

/// How a tip came in.
public enum TipFormat {
  /// Through the interface for providers' systems.
  ISPWS,
  /// As the download that agencies receive.
  POLICE_DOWNLOAD,
  CSV,
  /// Typed in while somebody reported by telephone or in person.
  FORM
}
