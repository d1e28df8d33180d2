package org.orion.triage.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
  public record Result(long contents, long matched, long items) {}

  /// @param used the lists as the scan file is to name them; their earlier matches are replaced
  public Result run(List<ScanHeader.UsedList> used) throws IOException, InterruptedException {
    long[] counts = new long[2];
    file.beginRematch(used);
    try (ScanFileReader reader = ScanFileReader.open(file.path());
        ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      StoredHashes.forEach(
          reader,
          CONTENTS_AT_ONCE,
          some -> {
            counts[0] += some.size();
            counts[1] += write(look(some, executor));
          });
    }
    return new Result(counts[0], counts[1], file.endRematch());
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
