package org.orion.operations.priority;

/// What a report is about. The words of the reporting formats are mapped to these at intake.
public enum IncidentType {
  ENTICEMENT,
  TRAFFICKING,
  TRAVEL,
  /// Abuse of a child in person.
  CONTACT,
  PRODUCTION,
  DISTRIBUTION,
  POSSESSION,
  /// Material sent to a child who did not ask for it.
  UNSOLICITED,
  OTHER
}
