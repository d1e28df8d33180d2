package org.orion.operations.identifier;

import java.util.List;
import org.orion.exchange.identifier.NormalIdentifier;
import org.orion.operations.access.Viewer;

/// Somebody searched for an identifier, or typed one into a form. Published within the transaction
/// of the act, each time, whatever there is to be found; who listens must not tell the one from the
/// other by answer or time.
///
/// @param identifiers of a search, everything that its text may be
public record IdentifierMet(Viewer viewer, How how, List<NormalIdentifier> identifiers) {
  public IdentifierMet {
    identifiers = List.copyOf(identifiers);
  }

  /// What was done.
  public enum How {
    SEARCHED,
    TYPED
  }
}
