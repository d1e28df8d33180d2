package org.orion.triage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.media.MediaType;

/// Takes a container apart, one level deep, in the container's own order.
public interface Unfolder {

  /// Hands every member to the visitor: `begin`, any number of `bytes`, `end`; then returns.
  /// Folders, links and special files in the container are no members.
  ///
  /// @param skip members to leave out from the start, seen in an earlier run; they are not begun,
  ///   and the ordinals of the others stay what they are
  /// @return what ended it before the container's end, or empty
  Optional<Unreadable> unfold(
      MediaType type,
      String name,
      SeekableByteChannel content,
      long skip,
      UnfoldBudget budget,
      MemberVisitor visitor)
      throws IOException, InterruptedException;

  /// Receives members. A visitor may end the unfolding by `false`.
  interface MemberVisitor {
    /// @param ordinal running number in the container, from 0
    /// @param name as stored, decoded, with `/` between folders; for a compressed stream the
    ///   container's name without its ending
    /// @param rawName the stored bytes
    /// @param size as declared; -1 when not known beforehand
    /// @param modifiedMillis since 1970 in UTC; [Long#MIN_VALUE] when not stored
    /// @param state how the container holds it; what an archive holds is allocated
    /// @param origin where the container says that the file was on the device it was taken from;
    ///   empty when it does not
    boolean begin(
        long ordinal,
        String name,
        byte[] rawName,
        long size,
        long modifiedMillis,
        ItemState state,
        String origin)
        throws IOException, InterruptedException;

    /// @param chunk the next bytes of the member; valid during the call only
    boolean bytes(ByteBuffer chunk) throws IOException, InterruptedException;

    /// More bytes of the member, which is neither media nor a container, that were not sent since
    /// [#wantsAllBytes()] is false.
    default void notSent(long count) throws IOException {
      throw new IllegalStateException("%d bytes were not sent".formatted(count));
    }

    /// Whether bytes are wanted of members that are neither media nor containers.
    default boolean wantsAllBytes() {
      return true;
    }

    /// @param problem why the member's bytes are missing or incomplete, such as ENCRYPTED
    boolean end(Optional<Unreadable> problem) throws IOException, InterruptedException;
  }
}
