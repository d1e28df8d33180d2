package org.orion.operations.priority;

/// What the reporter marked the whole report with.
public enum Annotation {
  SEXUAL_EXTORTION,
  SOLICITATION,
  SADISTIC_EXPLOITATION
}
