package org.orion.operations.priority;

/// What later came of a tip. One tip may have several.
public enum Outcome {
  ARREST,
  CHILD_SAFEGUARDED,
  CLOSED_WITHOUT_ACTION
}
