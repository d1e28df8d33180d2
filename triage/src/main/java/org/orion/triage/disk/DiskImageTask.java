package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.orion.triage.archive.MemberSink;
import org.orion.triage.cage.CagedTask;
import org.orion.triage.evidence.Unreadable.Reason;

/// The caged task `disk`: sends every file of a disk image as a member. Runs in the child.
public final class DiskImageTask implements CagedTask {
  /// Called by [java.util.ServiceLoader].
  public DiskImageTask() {}

  @Override
  public String name() {
    return "disk";
  }

  /// @param parameters as [org.orion.triage.archive.CagedUnfolder] gives them: members to skip
  ///   (long), volumes to leave out (int), whether all bytes of all files are wanted (byte), then
  ///   type and name with a zero byte between
  @Override
  public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
      throws IOException {
    ByteBuffer given = ByteBuffer.wrap(parameters);
    long skip = given.getLong();
    int volumesToLeaveOut = given.getInt();
    boolean allBytes = given.get() != 0;
    String type =
        new String(parameters, given.position(), given.remaining(), StandardCharsets.UTF_8)
            .split("\0", 2)[0];
    MemberSink sink = new MemberSink(replies, skip);
    SeekableByteChannel sectors;
    switch (type) {
      case "application/x-disk-image" -> sectors = content;
      case "application/x-ewf" -> {
        try {
          sectors = EwfImage.open(content);
        } catch (EwfImage.DamagedException damaged) {
          sink.stop(Reason.CORRUPT, String.valueOf(damaged.getMessage()));
          return;
        }
      }
      case "application/x-apple-sparseimage" -> {
        try {
          sectors = SparseImage.open(content);
        } catch (SparseImage.DamagedException damaged) {
          sink.stop(Reason.CORRUPT, String.valueOf(damaged.getMessage()));
          return;
        }
      }
      case "application/x-apple-encrypted-image" -> {
        sink.stop(Reason.ENCRYPTED, "an encrypted disk image of macOS");
        return;
      }
      default -> {
        sink.stop(Reason.UNSUPPORTED, "a disk image of a kind that is not read: " + type);
        return;
      }
    }
    Tsk tsk;
    try {
      tsk = Tsk.load();
    } catch (IOException missing) {
      sink.stop(Reason.UNSUPPORTED, String.valueOf(missing.getMessage()));
      return;
    }
    try (DiskImage image = DiskImage.open(tsk, sectors)) {
      new DiskMembers(image, sink, allBytes).send(volumesToLeaveOut);
    }
    if (sectors instanceof EwfImage ewf) {
      Optional<String> problem = ewf.verify(sink::alive);
      if (problem.isPresent()) {
        sink.stop(Reason.CORRUPT, problem.get());
      }
    }
  }
}
