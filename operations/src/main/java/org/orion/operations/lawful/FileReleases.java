package org.orion.operations.lawful;

import java.util.Optional;
import java.util.UUID;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.orion.operations.web.BadInputException;
import org.springframework.stereotype.Component;

/// The act of handing a tip's file to the lab, which alone may look at it. The server has no file
/// to hand on; it holds the record of who let it go, when, to whom and on what ground.
@Component
public class FileReleases {
  private static final int MOST_RECEIVER = 300;

  private final ViewerTransactions transactions;
  private final GateRows rows;
  private final Gate gate;
  private final AuditTrail audit;

  FileReleases(ViewerTransactions transactions, GateRows rows, Gate gate, AuditTrail audit) {
    this.transactions = transactions;
    this.rows = rows;
    this.gate = gate;
    this.audit = audit;
  }

  /// Releases a file to a receiver. A refusal is in the audit log, too. Not within a transaction.
  ///
  /// @throws BadInputException with status 409 when the gate is closed or the tip paused
  public void release(Viewer viewer, UUID tip, UUID file, String receiver) {
    viewer.require(Action.RECORD_AUTHORITY);
    String lab = Gate.text(receiver, MOST_RECEIVER);
    try {
      transactions.write(
          viewer,
          () -> {
            Gate.Passage passage = gate.requireOpen(viewer, tip, file);
            rows.release(viewer, tip, file, passage, lab);
            rows.change(viewer, tip, "FILE", "", "RELEASED " + passage.state().ground(), lab);
            audit.record(viewer, act(file, passage.authority()));
          });
    } catch (GateClosedException closed) {
      transactions.write(viewer, () -> audit.refuse(viewer, act(file, Optional.empty())));
      throw new BadInputException(409, closed.textKey());
    }
  }

  private static Act act(UUID file, Optional<UUID> authority) {
    return new Act("release", "tip-file", file.toString(), authority.map(UUID::toString));
  }
}
