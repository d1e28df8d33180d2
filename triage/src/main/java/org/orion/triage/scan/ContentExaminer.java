package org.orion.triage.scan;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.orion.exchange.hashlist.Level;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.ContentHasher;
import org.orion.triage.match.Match;
import org.orion.triage.match.Matcher;
import org.orion.triage.match.Verdict;
import org.orion.triage.media.Decoded;
import org.orion.triage.media.MediaDecoder;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;
import org.orion.triage.scanfile.ExaminedItem;
import org.orion.triage.scanfile.StoredContents;

/// Examines one content after another: what it is, its digests, what the lists know of it, and only
/// if that leaves it open what it looks like. Each thread has its own.
///
/// A file is read once: its first bytes tell the type, the same pass feeds the digests, and up to
/// [#WHOLE_BYTES] the bytes stay in memory for the decoder. A larger one is read a second time by
/// the decoder.
final class ContentExaminer implements AutoCloseable {
  static final int WHOLE_BYTES = 64 << 20;

  private static final int CHUNK_BYTES = 1 << 20;

  private final Matcher matcher;
  private final MediaDecoder decoder;
  private final OptionalInt similarBits;
  private final boolean allFiles;
  private final ContentBook book;
  private final StoredContents stored;
  private final ContentHasher hasher = new ContentHasher();
  private byte[] buffer = new byte[CHUNK_BYTES];

  ContentExaminer(
      Matcher matcher,
      MediaDecoder decoder,
      ScanPlan plan,
      ContentBook book,
      StoredContents stored) {
    this.matcher = matcher;
    this.decoder = decoder;
    this.similarBits = plan.similarBits();
    this.allFiles = plan.allFiles();
    this.book = book;
    this.stored = stored;
  }

  /// Tells what a content is from its first bytes, and reads no more.
  MediaType typeOf(SeekableByteChannel content) throws IOException {
    content.position(0);
    int length = (int) Math.min(content.size(), MediaDetector.HEAD_BYTES);
    int read;
    try {
      read = fill(content, 0, length);
    } catch (IOException unreadable) {
      // What comes before a bad sector may tell; its examination will meet it again.
      read = (int) content.position();
      if (read == 0) {
        throw unreadable;
      }
    }
    return read == 0 ? MediaType.EMPTY : MediaDetector.detect(buffer, read);
  }

  /// Examines a content that is no container, or a container's own bytes.
  ///
  /// @param type as [#typeOf] told
  ExaminedItem examine(MediaType type, SeekableByteChannel content)
      throws IOException, InterruptedException {
    long size = content.size();
    boolean hashed = type.isMedia() || type.isDiskImage() || allFiles;
    if (!hashed || size == 0) {
      return new ExaminedItem(
          type, size, Optional.empty(), Optional.empty(), new Verdict.NotMedia());
    }
    content.position(0);
    if (size > WHOLE_BYTES || !type.isMedia()) {
      ContentDigests digests = digest(content, size);
      return decided(type, digests, content);
    }
    if (content instanceof BytesContent bytes) {
      hasher.update(bytes.bytes());
      return decided(type, hasher.finish(), bytes);
    }
    int read = fill(content, 0, (int) size);
    if (read < size) {
      throw shrank(size, read);
    }
    hasher.update(ByteBuffer.wrap(buffer, 0, read));
    return decided(type, hasher.finish(), new BytesContent(ByteBuffer.wrap(buffer, 0, read)));
  }

  private ExaminedItem decided(MediaType type, ContentDigests digests, SeekableByteChannel content)
      throws IOException, InterruptedException {
    Decision decision = book.decide(digests.sha256(), stored, () -> decide(type, digests, content));
    return new ExaminedItem(
        decision.type(),
        digests.bytes(),
        Optional.of(digests),
        decision.decoded(),
        decision.verdict());
  }

  /// Reads a content to its end for its digests alone.
  ContentDigests digest(SeekableByteChannel content, long size) throws IOException {
    long total = 0;
    while (total < size) {
      int read = fill(content, 0, (int) Math.min(size - total, CHUNK_BYTES));
      if (read == 0) {
        hasher.finish();
        throw shrank(size, total);
      }
      hasher.update(ByteBuffer.wrap(buffer, 0, read));
      total += read;
    }
    return hasher.finish();
  }

  /// Decides a content whose digests were taken elsewhere and that is no media.
  Decision decideByDigests(MediaType type, ContentDigests digests)
      throws IOException, InterruptedException {
    return book.decide(
        digests.sha256(),
        stored,
        () ->
            new Decision(
                type,
                verdictOf(matcher.exact(digests)).orElse(new Verdict.NotMedia()),
                Optional.empty()));
  }

  private Decision decide(MediaType type, ContentDigests digests, SeekableByteChannel content)
      throws InterruptedException {
    List<Match> exact = matcher.exact(digests);
    Optional<Verdict> byDigest = verdictOf(exact);
    if (byDigest.isPresent()) {
      return new Decision(type, byDigest.get(), Optional.empty());
    }
    if (!type.isMedia()) {
      return new Decision(type, new Verdict.NotMedia(), Optional.empty());
    }
    Decoded decoded = decoder.decode(type, content);
    return switch (decoded) {
      case Decoded.Picture picture ->
          new Decision(
              type,
              seen(
                  similarBits.isPresent()
                      ? matcher.similar(picture.full(), picture.resized(), similarBits.getAsInt())
                      : List.of(),
                  picture.damage()),
              Optional.of(picture));
      case Decoded.Video video ->
          new Decision(
              type,
              seen(
                  similarBits.isPresent()
                      ? matcher.similarVideo(video.signature(), similarBits.getAsInt())
                      : List.of(),
                  video.damage()),
              Optional.of(video));
      case Decoded.NoMedia other ->
          new Decision(other.type(), new Verdict.NotMedia(), Optional.empty());
      case Decoded.Failed failed ->
          new Decision(type, new Verdict.Unreadable(failed.why()), Optional.empty());
    };
  }

  /// A look-alike on a list is known even when damaged; what is damaged and on no list was not
  /// fully seen by anybody, this program included.
  private static Verdict seen(List<Match> similar, Optional<String> damage) {
    return verdictOf(similar)
        .orElseGet(() ->
            damage.isPresent()
                ? new Verdict.Unreadable(new Unreadable(Reason.CORRUPT, damage.get()))
                : new Verdict.Unmatched());
  }

  private static Optional<Verdict> verdictOf(List<Match> matches) {
    if (matches.isEmpty()) {
      return Optional.empty();
    }
    boolean onlyKnownGood = matches.stream().allMatch(match -> match.level() == Level.KNOWN_GOOD);
    return Optional.of(
        onlyKnownGood ? new Verdict.KnownGood(matches) : new Verdict.KnownMaterial(matches));
  }

  private int fill(SeekableByteChannel content, int offset, int length) throws IOException {
    if (buffer.length < offset + length) {
      int larger = Math.max(offset + length, Math.min(buffer.length * 2, WHOLE_BYTES));
      buffer = Arrays.copyOf(buffer, larger);
    }
    ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
    while (target.hasRemaining() && content.read(target) >= 0) {
      continue;
    }
    return target.position() - offset;
  }

  private static EOFException shrank(long expected, long found) {
    return new EOFException(
        "the file shrank while it was read: expected %d bytes, found %d"
            .formatted(expected, found));
  }

  @Override
  public void close() {
    stored.close();
  }
}
