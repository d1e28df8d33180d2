package org.orion.triage.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.orion.triage.hash.PdqSignature;
import org.orion.triage.match.Match;
import org.orion.triage.match.Matcher;
import org.orion.triage.scanfile.ScanFile;
import org.orion.triage.scanfile.ScanFileReader;
import org.orion.triage.scanfile.ScanHeader;
import org.orion.triage.scanfile.StoredHashes;

/// Looks all contents of a complete scan up in further lists, or in lists that have changed, from
/// what the scan file holds. The result is that of a scan with these lists; the evidence is not
/// needed. All of it is one transaction.
public final class Rematch {
  private static final int CONTENTS_AT_ONCE = 20_000;
  private static final int CONTENTS_IN_A_PART = 500;

  private final ScanFile file;
  private final Matcher matcher;
  private final OptionalInt similarBits;
  private final int workers;

  /// @param similarBits empty for exact matching alone
  public Rematch(ScanFile file, Matcher matcher, OptionalInt similarBits, int workers) {
    this.file = file;
    this.matcher = matcher;
    this.similarBits = similarBits;
    this.workers = workers;
  }

  /// What came of it.
  ///
  /// @param contents looked up
  /// @param matched contents with a match in the lists
  /// @param items whose verdict is another one now
  /// @param withoutSignature pictures and videos that none of the lists knows by their digests, and
  ///   that had no signature to compare: they were not decoded, or could not be; 0 where
  ///   look-alikes are not asked for
  /// @param unlisted contents whose bytes were on one of the lists before and are on none now;
  ///   their look-alikes on lists that are not looked up now were never compared
  public record Result(
      long contents, long matched, long items, long withoutSignature, long unlisted) {}

  /// @param used the lists as the scan file is to name them; their earlier matches are replaced
  public Result run(List<ScanHeader.UsedList> used) throws IOException, InterruptedException {
    return run(used, contents -> {});
  }

  /// @param progress is told now and then how many contents were looked up
  public Result run(List<ScanHeader.UsedList> used, LongConsumer progress)
      throws IOException, InterruptedException {
    long[] counts = new long[2];
    file.beginRematch(used);
    try (ScanFileReader reader = ScanFileReader.open(file.path());
        ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      // While some are looked up, the next ones are read.
      List<Future<List<Looked>>> underWay = new ArrayList<>();
      StoredHashes.forEach(
          reader,
          CONTENTS_AT_ONCE,
          some -> {
            List<Future<List<Looked>>> next = look(some, executor);
            counts[1] += write(underWay);
            progress.accept(counts[0]);
            underWay.clear();
            underWay.addAll(next);
            counts[0] += some.size();
          });
      counts[1] += write(underWay);
    }
    long withoutSignature = similarBits.isPresent() ? file.contentsWithoutSignature() : 0;
    long unlisted = file.contentsUnlisted();
    String names = used.stream().map(ScanHeader.UsedList::name).collect(Collectors.joining(", "));
    long items =
        file.endRematch(
            "%s, %s: %d of %d contents matched, %d without a signature to compare"
                .formatted(names, radius(), counts[1], counts[0], withoutSignature));
    return new Result(counts[0], counts[1], items, withoutSignature, unlisted);
  }

  private String radius() {
    return similarBits.isPresent()
        ? "look-alikes up to %d bits".formatted(similarBits.getAsInt())
        : "digests alone";
  }

  private record Looked(StoredHashes content, List<Match> matches) {}

  private List<Future<List<Looked>>> look(List<StoredHashes> some, ExecutorService executor) {
    List<Future<List<Looked>>> parts = new ArrayList<>();
    for (int from = 0; from < some.size(); from += CONTENTS_IN_A_PART) {
      List<StoredHashes> part =
          some.subList(from, Math.min(some.size(), from + CONTENTS_IN_A_PART));
      parts.add(executor.submit(() -> look(part)));
    }
    return parts;
  }

  private List<Looked> look(List<StoredHashes> part) {
    List<Looked> looked = new ArrayList<>();
    for (StoredHashes content : part) {
      List<Match> matches = matcher.exact(content.digests());
      if (matches.isEmpty() && similarBits.isPresent()) {
        matches = similar(content, similarBits.getAsInt());
      }
      if (!matches.isEmpty()) {
        looked.add(new Looked(content, matches));
      }
    }
    return looked;
  }

  private List<Match> similar(StoredHashes content, int radiusBits) {
    if (!content.pictures().isEmpty()) {
      PdqSignature full = content.pictures().getFirst();
      return matcher.similar(full, content.pictures().getLast(), radiusBits);
    }
    return content.frames().isEmpty()
        ? List.of()
        : matcher.similarVideo(content.frames(), radiusBits);
  }

  private long write(List<Future<List<Looked>>> parts) throws IOException, InterruptedException {
    long matched = 0;
    for (Future<List<Looked>> part : parts) {
      try {
        for (Looked looked : part.get()) {
          file.addMatches(looked.content().id(), looked.matches());
          matched++;
        }
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException ofAList) {
          throw ofAList;
        }
        throw new IllegalStateException(failed.getCause());
      }
    }
    return matched;
  }
}
