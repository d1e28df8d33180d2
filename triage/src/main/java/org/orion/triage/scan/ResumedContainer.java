package org.orion.triage.scan;

import java.util.Optional;
import java.util.OptionalLong;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanFileException;

/// How far an earlier run came in a container: always a number of first members, and perhaps a
/// container among them that it stopped in.
///
/// @param members that have a verdict
/// @param bytes of these members
/// @param inside where it stopped within the member that follows them
record ResumedContainer(long members, long bytes, Optional<ResumedContainer> inside) {
  static final ResumedContainer FROM_START = new ResumedContainer(0, 0, Optional.empty());

  static ResumedContainer of(ScanFile file, long itemId) throws ScanFileException {
    OptionalLong pending = file.memberPending(itemId);
    return new ResumedContainer(
        file.membersDone(itemId),
        file.memberBytesDone(itemId),
        pending.isPresent() ? Optional.of(of(file, pending.getAsLong())) : Optional.empty());
  }

  /// Where to go on in the member of this number.
  ResumedContainer inside(long ordinal) {
    return ordinal == members ? inside.orElse(FROM_START) : FROM_START;
  }
}
