package org.orion.triage.scanfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.triage.hash.ContentDigests;
import org.orion.triage.hash.FrameHash;
import org.orion.triage.hash.Orientation;
import org.orion.triage.hash.PdqSignature;

/// What a scan file keeps of one content that can be looked up again.
///
/// @param id of the content in the scan file
/// @param pictures a picture's hashes in each dialect; empty for what is none, or was not decoded
/// @param frames a video's
public record StoredHashes(
    long id, ContentDigests digests, List<PdqSignature> pictures, List<FrameHash> frames) {
  private static final String CONTENTS =
      "SELECT id, md5, sha1, sha256, bytes FROM digest ORDER BY id";
  private static final String SIGNATURES =
      """
      SELECT digest_id, algorithm, frame, timestamp_millis, value, quality, unstable_bits, dihedral
      FROM signature WHERE digest_id BETWEEN ? AND ? ORDER BY digest_id, algorithm, frame\
      """;

  /// Receives contents, some at a time.
  public interface Consumer {
    void accept(List<StoredHashes> some) throws IOException, InterruptedException;
  }

  /// Hands on all contents of a scan file in their order.
  ///
  /// @param most how many at a time
  public static void forEach(ScanFileReader file, int most, Consumer consumer)
      throws IOException, InterruptedException {
    List<StoredHashes> some = new ArrayList<>();
    InterruptedException[] interrupted = new InterruptedException[1];
    file.query(
        CONTENTS,
        row -> {
          some.add(
              new StoredHashes(
                  row.getLong(1),
                  new ContentDigests(
                      md5(row.getBytes(2)),
                      sha1(row.getBytes(3)),
                      sha256(row.getBytes(4)),
                      row.getLong(5)),
                  new ArrayList<>(),
                  new ArrayList<>()));
          if (some.size() == most && interrupted[0] == null) {
            try {
              hand(file, some, consumer);
            } catch (InterruptedException stop) {
              interrupted[0] = stop;
            }
          }
        });
    if (interrupted[0] != null) {
      throw interrupted[0];
    }
    hand(file, some, consumer);
  }

  private static void hand(ScanFileReader file, List<StoredHashes> some, Consumer consumer)
      throws IOException, InterruptedException {
    if (some.isEmpty()) {
      return;
    }
    int[] at = new int[1];
    file.query(
        SIGNATURES,
        row -> {
          while (some.get(at[0]).id() < row.getLong(1)) {
            at[0]++;
          }
          some.get(at[0]).add(row);
        },
        some.getFirst().id(),
        some.getLast().id());
    consumer.accept(List.copyOf(some));
    some.clear();
  }

  private void add(ResultSet row) throws SQLException {
    Optional<byte[]> dihedral = Optional.ofNullable(row.getBytes("dihedral"));
    if (dihedral.isEmpty()) {
      frames.add(
          new FrameHash(
              row.getInt("frame"),
              row.getInt("quality"),
              pdq(ByteBuffer.wrap(row.getBytes("value"))),
              row.getLong("timestamp_millis")));
      return;
    }
    ByteBuffer stored = ByteBuffer.wrap(dihedral.get());
    List<Pdq> hashes = new ArrayList<>();
    for (int i = 0; i < Orientation.values().length; i++) {
      hashes.add(pdq(stored));
    }
    HashAlgorithm dialect =
        row.getString("algorithm").equals(HashAlgorithm.PDQ.id())
            ? HashAlgorithm.PDQ
            : HashAlgorithm.PDQ_512;
    pictures.add(
        new PdqSignature(dialect, hashes, row.getInt("quality"), row.getInt("unstable_bits")));
  }

  private static Pdq pdq(ByteBuffer bytes) {
    return new Pdq(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  private static Md5 md5(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    return new Md5(bytes.getLong(), bytes.getLong());
  }

  private static Sha1 sha1(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    return new Sha1(bytes.getLong(), bytes.getLong(), bytes.getInt());
  }

  private static Sha256 sha256(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    return new Sha256(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }
}
