package org.orion.operations.statistics;

/// What a measure is broken down by; [Fact#UNSTATED] stands for what is not known. Children are by
/// month alone: never by place, never by age.
public enum Dimension {
  /// ISO 3166-1, two letters.
  COUNTRY,
  /// Code system, version, code and label.
  OFFENCE,
  /// Of a tip: what is reported.
  TYPE,
  /// Of a tip: who sends it.
  SOURCE,
  /// Of an exhibit.
  KIND,
  /// Of media: list, scheme and code.
  CATEGORY,
  /// As `2026-03`, in UTC.
  MONTH
}
