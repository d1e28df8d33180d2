package org.orion.app.matchserver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hashlist.Level;
import org.orion.operations.intake.UploadExaminer;
import org.orion.triage.cage.Cage;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.PdqSignature;
import org.orion.triage.lists.ListStore;
import org.orion.triage.match.Match;
import org.orion.triage.match.Matcher;
import org.orion.triage.media.CagedMediaDecoder;
import org.orion.triage.media.Decoded;

/// Looks at what providers upload: in the cage, and in all lists of this machine as they are then.
/// Cage and lists are opened by the first upload. Known good and withdrawn entries are no match
/// here.
public final class IntakeExaminer implements UploadExaminer, AutoCloseable {
  private static final int RADIUS_BITS = 31;
  private static final Duration LIST_WATCH = Duration.ofSeconds(5);

  private final ListStore store;
  private final CageOpener opener;
  private @Nullable Cage cage;
  private @Nullable UploadHasher hasher;
  private @Nullable ServedLists lists;
  private List<String> names = List.of();
  private long looked;

  /// Opens the cage when it is needed.
  public interface CageOpener {
    Cage open() throws IOException, InterruptedException;
  }

  public IntakeExaminer(ListStore store, CageOpener opener) {
    this.store = store;
    this.opener = opener;
  }

  @Override
  public Examined examine(Digests digests, Optional<ByteBuffer> content, Look without)
      throws ExaminationException, InterruptedException {
    try {
      ServedLists.Version version = listsNow();
      try {
        return content.isPresent()
            ? examined(hasher().hash(content.get()), version)
            : new Examined(
                without,
                Optional.empty(),
                Optional.empty(),
                listed(
                    version,
                    version
                        .matcher()
                        .exact(
                            new ContentDigests(
                                digests.md5(), digests.sha1(), digests.sha256(), 0))));
      } finally {
        version.release();
      }
    } catch (IOException | ListStore.RefusedException | RuntimeException problem) {
      throw new ExaminationException(String.valueOf(problem.getMessage()), problem);
    }
  }

  private static Examined examined(UploadHasher.Upload upload, ServedLists.Version version)
      throws IOException {
    Matcher matcher = version.matcher();
    List<Match> matches = new ArrayList<>(matcher.exact(upload.digests()));
    Optional<Pdq> pdq = Optional.empty();
    Look look =
        switch (upload.decoded()) {
          case Decoded.Picture picture -> {
            matches.addAll(matcher.similar(picture.full(), picture.resized(), RADIUS_BITS));
            pdq =
                Optional.of(picture.full())
                    .filter(PdqSignature::isMatchable)
                    .map(PdqSignature::hash);
            yield Look.DECODED;
          }
          case Decoded.Video video -> {
            matches.addAll(matcher.similarVideo(video.signature(), RADIUS_BITS));
            yield Look.DECODED;
          }
          case Decoded.NoMedia other -> Look.NOT_MEDIA;
          case Decoded.Failed failed -> Look.UNREADABLE;
        };
    return new Examined(look, Optional.of(upload.type().name()), pdq, listed(version, matches));
  }

  private static List<Listed> listed(ServedLists.Version version, List<Match> matches)
      throws IOException {
    List<Listed> listed = new ArrayList<>();
    for (Match match : matches) {
      if (match.level() != Level.KNOWN_GOOD && !isWithdrawn(version, match)) {
        listed.add(
            new Listed(
                match.list(),
                match.category().scheme(),
                match.category().code(),
                match.algorithm().id(),
                match.distanceBits()));
      }
    }
    return listed;
  }

  private static boolean isWithdrawn(ServedLists.Version version, Match match) throws IOException {
    try {
      return version.list(match.list()).isWithdrawn(match.entry());
    } catch (RequestRefusedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private synchronized UploadHasher hasher() throws IOException, InterruptedException {
    if (hasher == null) {
      cage = opener.open();
      hasher = new UploadHasher(CagedMediaDecoder.of(cage));
    }
    return hasher;
  }

  /// The lists, opened anew when one has changed, came or went.
  private synchronized ServedLists.Version listsNow()
      throws IOException, ListStore.RefusedException {
    ServedLists open = lists;
    if (open != null && System.nanoTime() - looked < LIST_WATCH.toNanos()) {
      return open.take();
    }
    looked = System.nanoTime();
    List<String> now = store.names();
    if (open == null || !now.equals(names)) {
      ServedLists opened = new ServedLists(store, now);
      if (open != null) {
        open.close();
      }
      names = List.copyOf(now);
      lists = opened;
      return opened.take();
    }
    open.refresh();
    Optional<String> problem = open.problem();
    if (problem.isPresent()) {
      throw new IOException("a list cannot be opened: " + problem.get());
    }
    return open.take();
  }

  @Override
  public synchronized void close() {
    if (lists != null) {
      lists.close();
    }
    if (cage != null) {
      cage.close();
    }
  }
}
