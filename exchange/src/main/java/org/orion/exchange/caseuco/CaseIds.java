package org.orion.exchange.caseuco;

import java.io.IOException;
import java.util.List;

/// Names of any number of things, handed on one at a time, so that a million of them need no room.
public interface CaseIds {
  /// Receives names.
  interface Sink {
    void add(CaseId id) throws IOException;
  }

  void forEach(Sink sink) throws IOException;

  static CaseIds of(List<CaseId> ids) {
    List<CaseId> kept = List.copyOf(ids);
    return sink -> {
      for (CaseId id : kept) {
        sink.add(id);
      }
    };
  }

  static CaseIds of(CaseId... ids) {
    return of(List.of(ids));
  }
}
