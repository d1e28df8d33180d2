package org.orion.triage.archive;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;

/// What a container gave through a cage: its members, digested by the JDK alone, and how it ended.
public final class Unfolded implements Unfolder.MemberVisitor {
  public final List<Member> members = new ArrayList<>();
  public long bytes;
  public Optional<Unreadable> end = Optional.empty();
  private final MessageDigest digest;
  private String name = "";
  private ItemState state = ItemState.ALLOCATED;
  private String origin = "";
  private long length;

  /// A member that was found.
  public record Member(
      String name,
      String sha256,
      long bytes,
      ItemState state,
      String origin,
      Optional<Unreadable> problem) {}

  private Unfolded() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /// Unfolds one level of a content whose type is told by its bytes.
  public static Unfolded of(Cage cage, byte[] content) throws Exception {
    MediaType type =
        MediaDetector.detect(content, Math.min(content.length, MediaDetector.HEAD_BYTES));
    return of(cage, type, content, 0);
  }

  public static Unfolded of(Cage cage, MediaType type, byte[] content, long skip) throws Exception {
    Unfolded unfolded = new Unfolded();
    unfolded.end =
        new CagedUnfolder(cage)
            .unfold(
                type,
                "x",
                BytesContent.of(content),
                skip,
                new UnfoldBudget(UnfoldLimits.DEFAULT, content.length),
                unfolded);
    return unfolded;
  }

  /// As [#of(Cage, byte[])], of a content that need not be in memory.
  public static Unfolded of(Cage cage, MediaType type, SeekableByteChannel content)
      throws Exception {
    Unfolded unfolded = new Unfolded();
    unfolded.end =
        new CagedUnfolder(cage)
            .unfold(
                type,
                "x",
                content,
                0,
                new UnfoldBudget(UnfoldLimits.DEFAULT, content.size()),
                unfolded);
    return unfolded;
  }

  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Override
  public boolean begin(
      long ordinal,
      String member,
      byte[] raw,
      long size,
      long modified,
      ItemState how,
      String where) {
    origin = where;
    name = member;
    state = how;
    length = 0;
    return true;
  }

  @Override
  public boolean bytes(ByteBuffer chunk) {
    length += chunk.remaining();
    bytes += chunk.remaining();
    digest.update(chunk);
    return true;
  }

  @Override
  public boolean end(Optional<Unreadable> problem) {
    String sha256 = HexFormat.of().formatHex(digest.digest());
    members.add(new Member(name, sha256, length, state, origin, problem));
    return true;
  }

  /// SHA-256 by name of the members of a state that are whole.
  public Map<String, String> whole(ItemState wanted) {
    Map<String, String> whole = new TreeMap<>();
    for (Member member : members) {
      if (member.problem().isEmpty() && member.state() == wanted) {
        whole.put(member.name(), member.sha256());
      }
    }
    return whole;
  }
}
