package org.orion.triage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;
import org.orion.triage.media.NativeLibraries;

/// Caches written here from the published layout, since only Windows writes them, through the real
/// cage.
class ThumbnailCacheIT {
  private static final MediaType CACHE =
      new MediaType("application/x-windows-thumbcache", MediaType.Kind.CONTAINER);

  private static Cage cage;

  @BeforeAll
  static void openCage() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  private static byte[] noise(int seed, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  private static void entry(
      ByteArrayOutputStream cache, int version, long hash, String identifier, byte[] data) {
    byte[] name = identifier.getBytes(StandardCharsets.UTF_16LE);
    int padding = 2;
    int head = version == 21 ? 48 : 56;
    byte[] bytes = new byte[head + name.length + padding + data.length + 5];
    ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    entry.put("CMMM".getBytes(StandardCharsets.US_ASCII)).putInt(bytes.length).putLong(hash);
    if (version == 20) {
      entry.put("jpg\0".getBytes(StandardCharsets.UTF_16LE));
    }
    entry.putInt(name.length).putInt(padding).putInt(data.length);
    entry.put(head, name).put(head + name.length + padding, data);
    cache.writeBytes(bytes);
  }

  private static byte[] cache(int version) {
    ByteArrayOutputStream cache = new ByteArrayOutputStream();
    byte[] header = new byte[version > 21 ? 28 : 24];
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    fields.put("CMMM".getBytes(StandardCharsets.US_ASCII)).putInt(version).putInt(2);
    cache.writeBytes(header);
    entry(cache, version, 0x482d656ee647f25eL, "482d656ee647f25e", noise(1, 2_000));
    entry(cache, version, 0x1L, "", noise(2, 70_000));
    entry(cache, version, 0x2L, "2", new byte[0]);
    entry(cache, version, 0x3L, "3", noise(3, 64));
    return cache.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 21, 30, 31, 32})
  void everyThumbnailIsAMember(int version) throws Exception {
    Unfolded unfolded = Unfolded.of(cage, cache(version));

    assertThat(unfolded.end).isEmpty();
    assertThat(unfolded.members).hasSize(3);
    assertThat(unfolded.whole(ItemState.ALLOCATED))
        .isEqualTo(
            Map.of(
                "482d656ee647f25e", Unfolded.sha256(noise(1, 2_000)),
                "0000000000000001", Unfolded.sha256(noise(2, 70_000)),
                "3", Unfolded.sha256(noise(3, 64))));
  }

  @Test
  void damagedEntryDoesNotHideThoseBehindIt() throws Exception {
    byte[] bytes = cache(32);
    // The size of the first entry's data.
    bytes[28 + 24 + 3] = 0x7F;

    Unfolded unfolded = Unfolded.of(cage, bytes);

    assertThat(unfolded.members.stream().map(Unfolded.Member::name))
        .containsExactly("0000000000000001", "3");
    assertThat(unfolded.end).map(Unreadable::reason).hasValue(Reason.CORRUPT);

    Unfolded cut = Unfolded.of(cage, Arrays.copyOf(cache(32), 30_000));
    assertThat(cut.whole(ItemState.ALLOCATED)).hasSize(1);
    assertThat(cut.members).hasSize(2);
    assertThat(cut.end).map(Unreadable::reason).hasValue(Reason.CORRUPT);
  }

  @Test
  void mutatedCachesGiveMembersOrAReason() throws Exception {
    byte[] whole = cache(32);
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 + seed / 4; i++) {
        int at = random.nextInt(random.nextBoolean() ? bytes.length : 150);
        bytes[at] = (byte) random.nextInt(256);
      }

      Unfolded unfolded = Unfolded.of(cage, CACHE, bytes, 0);

      assertThat(unfolded.members.isEmpty() && unfolded.end.isEmpty()).as("seed " + seed).isFalse();
      assertThat(unfolded.end.map(Unreadable::reason).orElse(Reason.CORRUPT))
          .as("seed " + seed)
          .isEqualTo(Reason.CORRUPT);
    }
  }
}
