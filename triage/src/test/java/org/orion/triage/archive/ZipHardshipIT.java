package org.orion.triage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaType;
import org.orion.triage.media.NativeLibraries;

/// Archives that were made to do harm, or lie about themselves, through the real cage, whose
/// children have a quarter of a gigabyte.
class ZipHardshipIT {
  private static final MediaType ZIP = new MediaType("application/zip", MediaType.Kind.CONTAINER);

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

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Counts, and keeps nothing.
  private static final class Count implements Unfolder.MemberVisitor {
    long members;
    long bytes;
    long problems;

    @Override
    public boolean begin(
        long ordinal,
        String name,
        byte[] rawName,
        long size,
        long modifiedMillis,
        ItemState state,
        String origin) {
      assertThat(ordinal).isEqualTo(members);
      members++;
      return true;
    }

    @Override
    public boolean bytes(ByteBuffer chunk) {
      bytes += chunk.remaining();
      return true;
    }

    @Override
    public boolean end(Optional<Unreadable> problem) {
      problems += problem.isPresent() ? 1 : 0;
      return true;
    }
  }

  private static Optional<Unreadable> count(byte[] zip, Count count) throws Exception {
    return new CagedUnfolder(cage)
        .unfold(
            ZIP,
            "x",
            BytesContent.of(zip),
            0,
            new UnfoldBudget(UnfoldLimits.DEFAULT, zip.length),
            count);
  }

  /// Held all at once, the records of so many would need more memory than the child has.
  @Test
  void hundredsOfThousandsOfMembersAreCountedToTheLast() throws Exception {
    RawZip zip = new RawZip();
    RawZip.Packed seven = RawZip.Packed.stored(text("pattern"));
    for (int i = 0; i < 600_000; i++) {
      zip.add("folder %d/a name as long as in a phone %d.txt".formatted(i % 1_000, i), seven);
    }
    Count count = new Count();

    assertThat(count(zip.bytes(), count)).isEmpty();
    assertThat(count.members).isEqualTo(600_000);
    assertThat(count.bytes).isEqualTo(4_200_000);
    assertThat(count.problems).isZero();
  }

  /// Deflated zeros in blocks that end at a byte's border are the same block again and again.
  @Test
  void memberOfGigabytesOfZerosEndsAtTheLimit() throws Exception {
    byte[] zeros = new byte[1 << 24];
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(zeros);
    byte[] block = new byte[1 << 16];
    int length = deflater.deflate(block, 0, block.length, Deflater.FULL_FLUSH);
    deflater.end();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    int blocks = 40;
    for (int i = 0; i < blocks; i++) {
      packed.write(block, 0, length);
    }
    packed.writeBytes(new byte[] {3, 0});
    CRC32 unknown = new CRC32();
    byte[] zip =
        new RawZip()
            .add(
                "zeros",
                new RawZip.Packed(
                    packed.toByteArray(),
                    (long) blocks * zeros.length,
                    (int) unknown.getValue(),
                    8))
            .bytes();
    Count count = new Count();

    Optional<Unreadable> end = count(zip, count);

    assertThat(end).map(Unreadable::reason).hasValue(Reason.TOO_LARGE);
    assertThat(count.bytes).isBetween(1_000L * zip.length, 1_001L * zip.length + (1 << 20));
    assertThat(count.problems).isEqualTo(1);
  }

  /// One kernel of data, of which every member says that it is its own, with the headers of all
  /// members behind it in between: as published by Fifield, "A better zip bomb", 2019.
  @Test
  void membersThatShareTheirBytesEndAtTheLimitOrAreNamed() throws Exception {
    RawZip.Packed kernel = RawZip.Packed.deflated(new byte[20 << 20]);
    RawZip large = new RawZip();
    long at = large.local("kernel", kernel);
    for (int i = 0; i < 2_000; i++) {
      large.list("copy " + i, kernel, at);
    }
    byte[] zip = large.bytes();
    Count count = new Count();

    assertThat(count(zip, count)).map(Unreadable::reason).hasValue(Reason.TOO_LARGE);
    assertThat(count.bytes).isLessThan(Math.max(257L << 20, 1_001L * zip.length + (1 << 20)));

    RawZip.Packed small = RawZip.Packed.stored(text("pattern"));
    RawZip twice = new RawZip().add("one", small);
    Unfolded named = Unfolded.of(cage, twice.list("one", small, 0).bytes());
    assertThat(named.members).hasSize(2);
    assertThat(named.end.map(Unreadable::detail))
        .hasValue("zip: 1 members share bytes with others");
  }

  @Test
  void directoryThatContradictsItsMembersLosesNone() throws Exception {
    RawZip.Packed one = RawZip.Packed.stored(text("the first pattern"));
    RawZip.Packed two = RawZip.Packed.deflated(text("the second pattern ".repeat(50)));
    RawZip zip = new RawZip();
    zip.list("listed under another name.txt", one, zip.local("its own name.exe", one));
    zip.list("longer than it is", two.ofBytes(5_000), zip.local("longer than it is", two));
    zip.list("not there", one, 1_000_000);
    zip.local("listed nowhere", two);

    Unfolded unfolded = Unfolded.of(cage, zip.bytes());

    assertThat(unfolded.members.stream().map(Unfolded.Member::name))
        .containsExactly(
            "listed under another name.txt", "longer than it is", "not there", "listed nowhere");
    assertThat(unfolded.whole(ItemState.ALLOCATED))
        .isEqualTo(
            Map.of("listed under another name.txt", Unfolded.sha256(text("the first pattern"))));
    assertThat(unfolded.whole(ItemState.DELETED))
        .isEqualTo(
            Map.of("listed nowhere", Unfolded.sha256(text("the second pattern ".repeat(50)))));
    assertThat(unfolded.end.map(Unreadable::detail).orElseThrow()).contains("another name");
  }

  @Test
  void zipBehindOtherBytesIsRead() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[] program = new byte[5_000];
    new Random(3).nextBytes(program);
    file.writeBytes(program);
    file.writeBytes(plainZip(Map.of("inside.txt", text("pattern"))));

    Unfolded unfolded = Unfolded.of(cage, ZIP, file.toByteArray(), 0);

    assertThat(unfolded.end).isEmpty();
    assertThat(unfolded.whole(ItemState.ALLOCATED))
        .isEqualTo(Map.of("inside.txt", Unfolded.sha256(text("pattern"))));
  }

  /// By the JDK's own writer, with descriptors behind the members.
  private static byte[] plainZip(Map<String, byte[]> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void tarHeader(
      ByteArrayOutputStream tar, byte[] name, byte[] prefix, char type, int size) {
    byte[] header = new byte[512];
    System.arraycopy(name, 0, header, 0, name.length);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(size));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar\0" + "00");
    System.arraycopy(prefix, 0, header, 345, prefix.length);
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xFF;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    tar.writeBytes(header);
  }

  private static void put(byte[] target, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, target, at, bytes.length);
  }

  private static void tarMember(ByteArrayOutputStream tar, byte[] name, byte[] prefix) {
    tarHeader(tar, name, prefix, '0', 3);
    tar.writeBytes(Arrays.copyOf(text("333"), 512));
  }

  @Test
  void namesOfAnyKindAreOnlyNames() throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tarMember(tar, text("/etc/absolute"), new byte[0]);
    tarMember(tar, text("../../up"), new byte[0]);
    tarMember(tar, text("bell\u0007 line\nbreak"), new byte[0]);
    tarMember(tar, text("picture\u202Egpj.exe"), new byte[0]);
    tarMember(tar, text("n".repeat(100)), text("p".repeat(155)));
    String record = "path=nul\0inside\n";
    byte[] extended = text("%d %s".formatted(record.length() + 3, record));
    tarHeader(tar, text("x"), new byte[0], 'x', extended.length);
    tar.writeBytes(Arrays.copyOf(extended, 512));
    tarMember(tar, text("short"), new byte[0]);
    tar.writeBytes(new byte[1_024]);

    Unfolded unfolded = Unfolded.of(cage, tar.toByteArray());

    assertThat(unfolded.end).isEmpty();
    assertThat(unfolded.members.stream().map(Unfolded.Member::name))
        .containsExactly(
            "/etc/absolute",
            "../../up",
            "bell\u0007 line\nbreak",
            "picture\u202Egpj.exe",
            "p".repeat(155) + "/" + "n".repeat(100),
            "nul\0inside");
    assertThat(unfolded.members).allMatch(member -> member.bytes() == 3);
  }

  @Test
  void mutatedZipsGiveMembersOrAReason() throws Exception {
    byte[] noise = new byte[3_000];
    new Random(1).nextBytes(noise);
    byte[] whole =
        plainZip(
            Map.of(
                "one.bin", noise,
                "two.txt", text("pattern ".repeat(400)),
                "report.xml", text("<project><taggedFiles/></project>")));
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 + seed / 4; i++) {
        // Half of the changes in the directory, at the end.
        int at =
            random.nextBoolean()
                ? random.nextInt(bytes.length)
                : bytes.length - 1 - random.nextInt(230);
        bytes[at] = (byte) random.nextInt(256);
      }

      Unfolded unfolded = Unfolded.of(cage, ZIP, bytes, 0);

      List<Reason> possible =
          List.of(Reason.CORRUPT, Reason.UNSUPPORTED, Reason.ENCRYPTED, Reason.TOO_LARGE);
      assertThat(unfolded.end.map(Unreadable::reason).stream())
          .as("seed " + seed)
          .allMatch(possible::contains);
      assertThat(unfolded.members.isEmpty() && unfolded.end.isEmpty()).as("seed " + seed).isFalse();
      assertThat(unfolded.end.map(Unreadable::detail).orElse(""))
          .as("seed " + seed)
          .doesNotContain("Exception");
    }
  }
}
