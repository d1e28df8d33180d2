package org.orion.operations.priority;

/// Why the reporter asked for haste.
public enum Escalation {
  NONE,
  OTHER_REASON,
  /// A child is in danger now.
  IMMEDIATE_DANGER,
  /// A child is in crisis and may harm themselves.
  CRISIS
}
