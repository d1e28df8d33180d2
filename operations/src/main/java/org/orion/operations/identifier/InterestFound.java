package org.orion.operations.identifier;

import java.util.List;
import java.util.UUID;
import org.orion.operations.access.Viewer;

/// Other agencies have declared an active interest in an identifier of a tip: who works on it must
/// speak with them first. Published within the transaction that finds it.
///
/// @param viewer of the tip's agency
/// @param agencies references of the others; their contact points are all that may be shown
public record InterestFound(Viewer viewer, UUID tip, List<String> agencies) {
  public InterestFound {
    agencies = List.copyOf(agencies);
  }
}
