package org.orion.operations.lawful;

/// Why a provider keeps data.
public enum PreservationKind {
  /// It reported, and its law says for how long it keeps what it reported.
  REPORT,
  /// An authority of its own country asked or ordered it to.
  REQUEST,
  /// Another country asked under a treaty.
  TREATY_REQUEST
}
