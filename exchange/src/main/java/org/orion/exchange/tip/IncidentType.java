package org.orion.exchange.tip;

/// What a tip reports, in the project's words. The words of the formats stand in `wire-words.txt`.
public enum IncidentType {
  /// Possession, making or distribution of child sexual abuse material.
  MATERIAL,
  TRAFFICKING,
  TRAVEL_AND_TOURISM,
  ABUSE_IN_PERSON,
  MISLEADING_DOMAIN,
  MISLEADING_WORDS_OR_PICTURES,
  ONLINE_ENTICEMENT,
  UNSOLICITED_MATERIAL,
  /// A value that this table does not know, or none; the tip keeps the original.
  OTHER
}
