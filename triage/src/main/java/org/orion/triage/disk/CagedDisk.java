package org.orion.triage.disk;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.orion.triage.archive.CagedUnfolder;
import org.orion.triage.archive.MemberSink;
import org.orion.triage.archive.UnfoldBudget;
import org.orion.triage.archive.Unfolder.MemberVisitor;
import org.orion.triage.cage.Cage;
import org.orion.triage.disk.DiskVolume.Strategy;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;

/// Lists and reads disk images in the cage. A child that is lost costs the folder or the file that
/// it was on, not the volume; a volume that ends every child costs itself, not the device. Safe for
/// use by many threads.
public final class CagedDisk {
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration TOTAL = Duration.ofDays(7);
  private static final int MOST_FOLDERS_LEFT_OUT = 16;
  private static final int MOST_LOST_READERS = 20;
  private static final int TRIES = 2;

  private final Cage cage;
  private final CagedUnfolder unfolder;

  public CagedDisk(Cage cage) {
    this.cage = cage;
    this.unfolder = new CagedUnfolder(cage);
  }

  /// Receives what an image holds, part by part, each part's files between [#volume] and
  /// [#volumeEnd].
  public interface ListingVisitor {
    void image(ImageFacts facts) throws IOException, InterruptedException;

    /// A part begins. Called again for the same part when more is known of it, and when its listing
    /// begins anew: what was listed of it before is void then.
    ///
    /// @param anew whether it is the second case
    void volume(DiskVolume volume, Strategy strategy, boolean anew)
        throws IOException, InterruptedException;

    void entry(DiskEntry entry) throws IOException, InterruptedException;

    /// Something in the volume that cannot be listed.
    ///
    /// @param path within the volume; empty for the volume itself
    void problem(String path, Unreadable why) throws IOException, InterruptedException;

    /// @param names that its file system lists
    /// @param unallocatedBytes that belong to no file; -1 when not known
    void volumeEnd(long names, long unallocatedBytes) throws IOException, InterruptedException;

    /// Whether the rest is wanted.
    boolean goesOn();
  }

  /// Lists everything.
  ///
  /// @return why nothing or not all of the image can be listed
  public Optional<Unreadable> list(
      MediaType type, SeekableByteChannel content, UnfoldBudget budget, ListingVisitor visitor)
      throws IOException, InterruptedException {
    int first = 0;
    int lostOutside = 0;
    Strategy strategy = Strategy.WALK;
    List<Long> leftOut = new ArrayList<>();
    boolean anew = false;
    Optional<Unreadable> given = Optional.empty();
    while (true) {
      Listing listing = new Listing(visitor, budget, strategy, anew, given);
      given = Optional.empty();
      DiskListTask.Order order = new DiskListTask.Order(type.name(), first, strategy, leftOut);
      Cage.Outcome outcome =
          cage.run("disk-list", order.bytes(), content, IDLE, TOTAL, listing::accept);
      if (!(outcome instanceof Cage.Outcome.Failed failed)) {
        return listing.refused;
      }
      if (listing.ended > 0) {
        first += listing.ended;
        strategy = Strategy.WALK;
        leftOut.clear();
      }
      anew = listing.inVolume;
      if (!failed.childLost() || !anew && ++lostOutside >= TRIES) {
        return Optional.of(failed.why());
      }
      if (!anew) {
        continue;
      }
      if (strategy == Strategy.FOLDERS
          && listing.folder >= 0
          && leftOut.size() < MOST_FOLDERS_LEFT_OUT) {
        leftOut.add(listing.folder);
      } else {
        strategy = weaker(strategy);
        leftOut.clear();
      }
      if (strategy == Strategy.NONE) {
        given =
            Optional.of(
                new Unreadable(
                    failed.why().reason(),
                    "its file system cannot be listed: " + failed.why().detail()));
      }
    }
  }

  private static Strategy weaker(Strategy strategy) {
    return switch (strategy) {
      case WALK -> Strategy.FOLDERS;
      case FOLDERS -> Strategy.INODES;
      case INODES, NONE -> Strategy.NONE;
    };
  }

  /// What one child says of the parts it lists.
  private static final class Listing {
    private final ListingVisitor visitor;
    private final UnfoldBudget budget;
    private Strategy strategy;
    private boolean anew;
    private Optional<Unreadable> given;
    private Optional<Unreadable> refused = Optional.empty();
    private boolean inVolume;
    private int ended;
    private long folder = -1;
    private DiskVolume volume = new DiskVolume(0, DiskVolume.Kind.EMPTY, "", 0, 0, -1, "", 0);

    /// @param given what is to be said of the volume, which the child only passes by
    Listing(
        ListingVisitor visitor,
        UnfoldBudget budget,
        Strategy strategy,
        boolean anew,
        Optional<Unreadable> given) {
      this.given = given;
      this.visitor = visitor;
      this.budget = budget;
      this.strategy = strategy;
      this.anew = anew;
    }

    boolean accept(ByteBuffer message) throws IOException, InterruptedException {
      try {
        while (message.hasRemaining() && refused.isEmpty()) {
          accept(message.get(), message);
        }
      } catch (BufferUnderflowException | IllegalArgumentException malformed) {
        refused =
            Optional.of(new Unreadable(Reason.CORRUPT, "the reader of disk images sent nonsense"));
      }
      return refused.isEmpty() && visitor.goesOn();
    }

    private void accept(byte kind, ByteBuffer message) throws IOException, InterruptedException {
      switch (kind) {
        case ListingMessages.IMAGE -> visitor.image(ListingMessages.image(message));
        case ListingMessages.VOLUME -> volume(ListingMessages.volume(message));
        case ListingMessages.ENTRY -> entry(message);
        case ListingMessages.FOLDER -> {
          folder = message.getLong();
          ListingMessages.bytes(message);
        }
        case ListingMessages.PROBLEM -> {
          Reason reason = ListingMessages.one(Reason.values(), message.get());
          String path = shown(ListingMessages.bytes(message));
          visitor.problem(path, new Unreadable(reason, ListingMessages.string(message)));
        }
        case ListingMessages.END -> {
          visitor.volumeEnd(message.getLong(), message.getLong());
          inVolume = false;
          ended++;
          strategy = Strategy.WALK;
        }
        case ListingMessages.REFUSED -> refused = Optional.of(ListingMessages.refusal(message));
        default -> throw new IllegalArgumentException("record " + kind);
      }
    }

    private void volume(DiskVolume found) throws IOException, InterruptedException {
      volume = found;
      visitor.volume(found, strategy, anew && !inVolume);
      inVolume = true;
      anew = false;
      if (given.isPresent()) {
        visitor.problem("", given.get());
        given = Optional.empty();
      }
    }

    private void entry(ByteBuffer message) throws IOException, InterruptedException {
      byte[] name = ListingMessages.bytes(message);
      long size = message.getLong();
      long modified = message.getLong();
      ItemState state = ListingMessages.one(ItemState.values(), message.get());
      long inode = message.getLong();
      int stream = message.getInt();
      int links = message.getInt();
      Optional<String> lost = ListingMessages.optional(message);
      budget.addMembers(1);
      if (budget.exceeded().isPresent()) {
        refused = budget.exceeded();
        return;
      }
      byte[] raw = ("vol" + volume.number() + " / ").getBytes(StandardCharsets.UTF_8);
      byte[] whole = Arrays.copyOf(raw, raw.length + name.length);
      System.arraycopy(name, 0, whole, raw.length, name.length);
      String shown = shown(whole);
      boolean utf8 = Arrays.equals(shown.getBytes(StandardCharsets.UTF_8), whole);
      visitor.entry(
          new DiskEntry(
              volume.number(),
              shown,
              utf8 ? Optional.empty() : Optional.of(whole),
              Math.max(-1, size),
              modified,
              state,
              inode,
              stream,
              links,
              lost.map(text -> new Unreadable(Reason.CORRUPT, text))));
    }

    private static String shown(byte[] raw) {
      return MemberSink.decode(raw, StandardCharsets.ISO_8859_1);
    }
  }

  /// Reads files one after the other and hands them on as members, numbered from 0 in the order
  /// given. A file at which a child was lost is begun a second time, in a fresh child, and not a
  /// third time. Every file is begun and ended.
  ///
  /// @param volumes that the places refer to
  public void read(
      MediaType type,
      SeekableByteChannel content,
      List<DiskVolume> volumes,
      List<FilePlace> files,
      MemberVisitor visitor)
      throws IOException, InterruptedException {
    int from = 0;
    int tries = 0;
    int lost = 0;
    while (from < files.size()) {
      List<FilePlace> rest = files.subList(from, files.size());
      DiskReadTask.Order order =
          new DiskReadTask.Order(type.name(), visitor.wantsAllBytes(), volumes, rest);
      Shifted shifted = new Shifted(visitor, from);
      CagedUnfolder.Sent sent =
          unfolder.send("disk-read", order.bytes(), content, 0, UnfoldBudget.unlimited(), shifted);
      if (shifted.stopped) {
        return;
      }
      int done = (int) sent.members() - (sent.inMember() ? 1 : 0);
      tries = done > 0 ? 1 : tries + 1;
      lost += sent.childLost() ? 1 : 0;
      from += done;
      if (from == files.size()) {
        return;
      }
      Unreadable why =
          sent.problem()
              .orElse(new Unreadable(Reason.CORRUPT, "the reader of disk images ended early"));
      if (!sent.childLost() || lost > MOST_LOST_READERS) {
        giveUp(files, from, sent.inMember(), why, visitor);
        return;
      }
      if (tries >= TRIES) {
        if (!sent.inMember()) {
          begin(files, from, visitor);
        }
        visitor.end(Optional.of(why));
        from++;
        tries = 0;
      }
    }
  }

  private static void begin(List<FilePlace> files, int number, MemberVisitor visitor)
      throws IOException, InterruptedException {
    visitor.begin(
        number,
        "",
        new byte[0],
        files.get(number).bytes(),
        Long.MIN_VALUE,
        ItemState.ALLOCATED,
        "");
  }

  private static void giveUp(
      List<FilePlace> files, int from, boolean inMember, Unreadable why, MemberVisitor visitor)
      throws IOException, InterruptedException {
    for (int i = from; i < files.size(); i++) {
      if (i > from || !inMember) {
        begin(files, i, visitor);
      }
      visitor.end(Optional.of(why));
    }
  }

  /// Numbers the members of one of several calls.
  private static final class Shifted implements MemberVisitor {
    private final MemberVisitor visitor;
    private final int from;
    private boolean stopped;

    Shifted(MemberVisitor visitor, int from) {
      this.visitor = visitor;
      this.from = from;
    }

    @Override
    public boolean begin(
        long ordinal,
        String name,
        byte[] rawName,
        long size,
        long modifiedMillis,
        ItemState state,
        String origin)
        throws IOException, InterruptedException {
      return noted(
          visitor.begin(from + ordinal, name, rawName, size, modifiedMillis, state, origin));
    }

    @Override
    public boolean bytes(ByteBuffer chunk) throws IOException, InterruptedException {
      return noted(visitor.bytes(chunk));
    }

    @Override
    public void notSent(long count) throws IOException {
      visitor.notSent(count);
    }

    @Override
    public boolean wantsAllBytes() {
      return visitor.wantsAllBytes();
    }

    @Override
    public boolean end(Optional<Unreadable> problem) throws IOException, InterruptedException {
      return noted(visitor.end(problem));
    }

    private boolean noted(boolean goesOn) {
      stopped |= !goesOn;
      return goesOn;
    }
  }

  /// Searches parts of a device for pictures and videos that no file system lists, and hands them
  /// on as members. A part whose free blocks end every child is searched whole, and then not at
  /// all.
  ///
  /// @param skip finds that an earlier run has seen
  /// @return why parts were not searched whole
  public List<Unreadable> carve(
      MediaType type,
      SeekableByteChannel content,
      List<CarvePart> given,
      long skip,
      UnfoldBudget budget,
      MemberVisitor visitor)
      throws IOException, InterruptedException {
    List<CarvePart> parts = new ArrayList<>(given);
    List<Unreadable> problems = new ArrayList<>();
    long done = skip;
    for (int lost = 0; ; lost++) {
      DiskCarveTask.Order order = new DiskCarveTask.Order(type.name(), done, parts);
      CagedUnfolder.Sent sent =
          unfolder.send("disk-carve", order.bytes(), content, done, budget, visitor);
      done = sent.members();
      if (sent.problem().isEmpty()) {
        return problems;
      }
      Unreadable why = sent.problem().get();
      if (sent.inMember()) {
        visitor.end(Optional.of(why));
      }
      if (!sent.childLost() || lost >= MOST_LOST_READERS) {
        problems.add(why);
        return problems;
      }
      if (!sent.inMember() && sent.part() > 0 && sent.part() <= parts.size()) {
        CarvePart part = parts.get(sent.part() - 1);
        parts.set(sent.part() - 1, part.whole() ? part.asNothing() : part.asWhole());
        if (part.whole()) {
          problems.add(new Unreadable(why.reason(), part.name() + ": " + why.detail()));
        }
      }
    }
  }

  /// Reads all sectors of a device once. A child that is lost says nothing of the device, and the
  /// reading begins anew.
  ///
  /// @return unknown digests when every child was lost
  public DeviceDigests digest(MediaType type, SeekableByteChannel content)
      throws IOException, InterruptedException {
    String why = "the reader of disk images ended early";
    for (int tries = 0; tries <= TRIES; tries++) {
      List<DeviceDigests> found = new ArrayList<>(1);
      Cage.Outcome outcome =
          cage.run(
              "disk-digest",
              type.name().getBytes(StandardCharsets.UTF_8),
              content,
              IDLE,
              TOTAL,
              message -> {
                try {
                  DeviceDigestTask.parse(message).ifPresent(found::add);
                  return true;
                } catch (IllegalArgumentException nonsense) {
                  return false;
                }
              });
      if (!found.isEmpty()) {
        return found.getFirst();
      }
      if (outcome instanceof Cage.Outcome.Failed failed) {
        why = failed.why().detail();
      }
    }
    return DeviceDigests.unknown(why);
  }
}
