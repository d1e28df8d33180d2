package org.orion.triage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orion.triage.cage.BytesContent;
import org.orion.triage.cage.Cage;
import org.orion.triage.evidence.ItemState;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;
import org.orion.triage.media.MediaDetector;
import org.orion.triage.media.MediaType;
import org.orion.triage.media.NativeLibraries;

/// Archives that real tools made, through the real cage.
class UnfoldIT {
  @TempDir private static Path folder;
  private static Cage cage;

  /// What an archive gave.
  private static final class Found implements Unfolder.MemberVisitor {
    final List<String> members = new ArrayList<>();
    final List<Reason> problems = new ArrayList<>();
    long bytes;
    private String name = "";
    private long length;

    @Override
    public boolean begin(
        long ordinal,
        String member,
        byte[] raw,
        long size,
        long modified,
        ItemState state,
        String origin) {
      name = member;
      length = 0;
      return true;
    }

    @Override
    public boolean bytes(ByteBuffer chunk) {
      length += chunk.remaining();
      bytes += chunk.remaining();
      return true;
    }

    @Override
    public boolean end(Optional<Unreadable> problem) {
      members.add(name + ":" + length);
      problem.ifPresent(why -> problems.add(why.reason()));
      return true;
    }
  }

  @BeforeAll
  static void makeFiles() throws Exception {
    NativeLibraries.unpack(NativeLibraries.folder());
    cage = Cage.open(NativeLibraries.settings(1, NativeLibraries.folder()));
    Files.writeString(folder.resolve("one"), "1");
    Files.writeString(folder.resolve("three"), "333");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/hostname"));
  }

  @AfterAll
  static void close() {
    cage.close();
  }

  private static void shell(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(command).isZero();
  }

  private static Optional<Unreadable> unfold(byte[] bytes, long skip, Found found)
      throws Exception {
    MediaType type = MediaDetector.detect(bytes, Math.min(bytes.length, MediaDetector.HEAD_BYTES));
    assertThat(type.kind()).isEqualTo(MediaType.Kind.CONTAINER);
    return new CagedUnfolder(cage)
        .unfold(
            type,
            "x.gz",
            new BytesContent(ByteBuffer.wrap(bytes)),
            skip,
            new UnfoldBudget(UnfoldLimits.DEFAULT, bytes.length),
            found);
  }

  @ParameterizedTest
  @CsvSource({
    "a.zip, zip -q a.zip one three",
    "stored.zip, zip -q -0 stored.zip one three",
    "a.tar, tar cf a.tar one three link",
    "pax.tar, tar --format=pax -cf pax.tar one three",
    "a.7z, 7zz a -bd a.7z one three",
    "solid.7z, 7zz a -bd -ms=on solid.7z one three"
  })
  void membersComeInOrder(String name, String command) throws Exception {
    shell(command);
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    Found found = new Found();

    assertThat(unfold(bytes, 0, found)).isEmpty();
    assertThat(found.members).containsExactly("one:1", "three:3");

    Found rest = new Found();
    assertThat(unfold(bytes, 1, rest)).isEmpty();
    assertThat(rest.members).containsExactly("three:3");
  }

  @ParameterizedTest
  @CsvSource({"gzip", "bzip2", "xz", "zstd -q"})
  void compressedStreamIsOneMember(String tool) throws Exception {
    shell(tool + " -c three > stream");
    Found found = new Found();

    assertThat(unfold(Files.readAllBytes(folder.resolve("stream")), 0, found)).isEmpty();
    assertThat(found.members).containsExactly("x:3");
  }

  @Test
  void encryptedMembersAreEachUnreadable() throws Exception {
    shell(
        "zip -q -P example enc.zip one three && 7zz a -bd -pexample enc.7z one three && 7zz a -bd -pexample -mhe=on names.7z one");
    Found zip = new Found();
    Found sevenZ = new Found();

    assertThat(unfold(Files.readAllBytes(folder.resolve("enc.zip")), 0, zip)).isEmpty();
    assertThat(zip.problems).containsExactly(Reason.ENCRYPTED, Reason.ENCRYPTED);
    unfold(Files.readAllBytes(folder.resolve("enc.7z")), 0, sevenZ);
    assertThat(sevenZ.problems).containsExactly(Reason.ENCRYPTED, Reason.ENCRYPTED);
    assertThat(unfold(Files.readAllBytes(folder.resolve("names.7z")), 0, new Found()))
        .map(Unreadable::reason)
        .hasValue(Reason.ENCRYPTED);
  }

  @Test
  void zipWithoutItsDirectoryStillGivesItsMembersAndSaysSo() throws Exception {
    shell("head -c 300000 /dev/urandom > big && zip -q cut.zip one three big");
    byte[] whole = Files.readAllBytes(folder.resolve("cut.zip"));
    Found found = new Found();

    Optional<Unreadable> end = unfold(Arrays.copyOf(whole, whole.length - 1_000), 0, found);

    assertThat(found.members).contains("one:1", "three:3");
    assertThat(end).map(Unreadable::reason).hasValue(Reason.CORRUPT);
  }

  @Test
  void bombEndsAtTheLimit() throws Exception {
    shell("dd if=/dev/zero bs=1M count=600 2>/dev/null | gzip -9 > bomb");
    Found found = new Found();

    Optional<Unreadable> end = unfold(Files.readAllBytes(folder.resolve("bomb")), 0, found);

    assertThat(end).map(Unreadable::reason).hasValue(Reason.TOO_LARGE);
    assertThat(found.bytes).isLessThan(650L << 20);
  }

  @Test
  void namesOutsideTheArchiveAreOnlyNames() throws Exception {
    shell("tar -P --transform 's,^,../../,' -cf up.tar one");
    Found found = new Found();

    assertThat(unfold(Files.readAllBytes(folder.resolve("up.tar")), 0, found)).isEmpty();
    assertThat(found.members).containsExactly("../../one:1");
    assertThat(new String(Files.readAllBytes(folder.resolve("one")), StandardCharsets.UTF_8))
        .isEqualTo("1");
  }
}
