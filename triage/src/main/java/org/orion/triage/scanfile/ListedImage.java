package org.orion.triage.scanfile;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.orion.triage.disk.DiskEntry;
import org.orion.triage.disk.DiskVolume;
import org.orion.triage.disk.ImageFacts;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;

/// Enters the listing of one disk image, fact by fact, in the order in which it was found.
public final class ListedImage {
  private final Path scanFile;
  private final ScanFileStatements statements;
  private final ImageStatements images;
  private final long evidenceId;
  private final long itemId;
  private final String itemPath;
  private long ordinal;
  private long volumeId = -1;
  private long firstOrdinal;
  private Optional<DiskVolume> volume = Optional.empty();
  private long bytes;

  ListedImage(
      Path scanFile,
      ScanFileStatements statements,
      ImageStatements images,
      long evidenceId,
      long itemId,
      String itemPath) {
    this.scanFile = scanFile;
    this.statements = statements;
    this.images = images;
    this.evidenceId = evidenceId;
    this.itemId = itemId;
    this.itemPath = itemPath;
  }

  /// Something that a listing found.
  public sealed interface Fact {
    record Image(ImageFacts facts) implements Fact {}

    /// @param anew whether what was listed of this volume is void
    record Volume(DiskVolume volume, DiskVolume.Strategy strategy, boolean anew) implements Fact {}

    record Entry(DiskEntry entry) implements Fact {}

    record Problem(String path, Unreadable why) implements Fact {}

    record VolumeEnd(long names, long unallocatedBytes) implements Fact {}
  }

  /// How many files were entered.
  public long files() {
    return ordinal;
  }

  /// Bytes of the files that were entered.
  public long bytes() {
    return bytes;
  }

  /// Enters one fact; permanent with the next commit of the scan file.
  public void enter(Fact fact) throws ScanFileException {
    try {
      switch (fact) {
        case Fact.Image(ImageFacts facts) -> images.image(itemId, facts);
        case Fact.Volume found -> volume(found);
        case Fact.Entry(DiskEntry entry) -> entry(entry);
        case Fact.Problem(String path, Unreadable why) -> problem(path, why);
        case Fact.VolumeEnd(long names, long unallocated) -> {
          images.volumeEnd(volumeId, names, unallocated);
          volumeId = -1;
        }
      }
    } catch (SQLException problem) {
      throw ScanFile.failure(scanFile, problem);
    }
  }

  private void volume(Fact.Volume found) throws SQLException {
    if (volumeId < 0) {
      volumeId = images.addVolume(itemId);
      firstOrdinal = ordinal;
    } else if (found.anew()) {
      bytes -= images.forgetVolume(volumeId, evidenceId, path(""));
      ordinal = firstOrdinal;
    }
    volume = Optional.of(found.volume());
    images.volume(volumeId, found.volume(), found.strategy());
  }

  private void entry(DiskEntry entry) throws SQLException {
    images.diskEntry(
        evidenceId, itemId, volumeId, ordinal++, itemPath + " / " + entry.path(), entry);
    bytes += Math.max(0, entry.bytes());
  }

  /// A volume of which nothing can be had is an item by itself, so that it is counted; a part of
  /// one is an error.
  private void problem(String path, Unreadable why) throws SQLException {
    DiskVolume of = volume.orElseThrow();
    boolean lost =
        of.kind() == DiskVolume.Kind.ENCRYPTED || of.kind() == DiskVolume.Kind.UNSUPPORTED;
    if (path.isEmpty() && lost) {
      entry(
          new DiskEntry(
              of.number(),
              "vol%d (%s)".formatted(of.number(), of.description()),
              Optional.empty(),
              of.bytes(),
              Long.MIN_VALUE,
              ItemState.ALLOCATED,
              0,
              -1,
              1,
              Optional.of(why)));
    } else {
      statements.error(evidenceId, OptionalLong.empty(), path(path), why);
    }
    if (path.isEmpty()) {
      images.volumeProblem(volumeId, why);
    }
  }

  private String path(String inVolume) {
    return "%s / vol%d / %s"
        .formatted(itemPath, volume.map(DiskVolume::number).orElse(0), inVolume);
  }
}
