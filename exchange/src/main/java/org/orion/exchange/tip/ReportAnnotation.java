package org.orion.exchange.tip;

/// What a reporter marks about a whole report. The words of the formats stand in `wire-words.txt`.
public enum ReportAnnotation {
  EXTORTION,
  SOLICITATION,
  BETWEEN_CHILDREN,
  SPAM,
  SADISTIC_EXPLOITATION
}
