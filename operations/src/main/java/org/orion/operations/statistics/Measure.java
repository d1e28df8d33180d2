package org.orion.operations.statistics;

/// Something that is counted. Its definition is the text `statistics.definition.` and its name.
public enum Measure {
  TIPS,
  CASES_OPENED,
  CASES_REFERRED,
  CASES_CLOSED,
  ARRESTS,
  CHARGES,
  CONVICTIONS,
  /// Identified, located and safeguarded are separate facts about a child, each with its date; they
  /// are never added to each other.
  CHILDREN_IDENTIFIED,
  CHILDREN_LOCATED,
  CHILDREN_SAFEGUARDED,
  EXHIBITS,
  EXAMINATIONS,
  PICTURES,
  VIDEOS,
  /// Bytes of examined exhibits, in whole gigabytes of 10^9.
  GIGABYTES
}
