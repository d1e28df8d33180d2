package org.orion.triage.cage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.triage.cage.Cage.Outcome;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// Contents and calls that go well, on one cage.
@TestInstance(Lifecycle.PER_CLASS)
class CageIT {
  static final Duration LONG = Duration.ofMinutes(2);
  private static final byte[] NONE = {};

  private Cage cage;

  @BeforeAll
  void openCage() throws InterruptedException {
    cage = Cage.open(CageSettings.of(1));
  }

  @AfterAll
  void closeCage() {
    cage.close();
  }

  static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /// Runs a task and gives its messages, the outcome last.
  static List<String> messages(
      Cage cage, String task, String parameters, SeekableByteChannel content)
      throws IOException, InterruptedException {
    List<String> messages = new ArrayList<>();
    Outcome outcome =
        cage.run(
            task,
            parameters.getBytes(UTF_8),
            content,
            LONG,
            LONG,
            message -> messages.add(UTF_8.decode(message).toString()));
    messages.add(outcome instanceof Outcome.Done ? "done" : outcome.toString());
    return messages;
  }

  @Test
  void parametersAndContentArrive() throws IOException, InterruptedException {
    List<byte[]> messages = new ArrayList<>();
    Outcome outcome =
        cage.run(
            "echo",
            "some parameters".getBytes(UTF_8),
            BytesContent.of("sixteen bytes ok, and more".getBytes(UTF_8)),
            LONG,
            LONG,
            message -> {
              byte[] copy = new byte[message.remaining()];
              message.get(copy);
              return messages.add(copy);
            });
    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(messages).hasSize(2);
    assertThat(messages.getFirst()).asString(UTF_8).isEqualTo("some parameters");
    assertThat(ByteBuffer.wrap(messages.get(1)).getLong()).isEqualTo(26);
    assertThat(new String(messages.get(1), 8, 16, UTF_8)).isEqualTo("sixteen bytes ok");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        262_144,
        1_000_000,
        Cage.WHOLE_CONTENT_BYTES - 1,
        Cage.WHOLE_CONTENT_BYTES,
        Cage.WHOLE_CONTENT_BYTES + 1
      })
  void contentInMemoryArrivesWhole(int size) throws Exception {
    byte[] bytes = noise(size);
    assertThat(messages(cage, "digest", "", BytesContent.of(bytes)))
        .containsExactly(sha256(bytes), "done");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 300_000, Cage.WHOLE_CONTENT_BYTES + 1})
  void contentInFileArrivesWhole(int size, @TempDir Path folder) throws Exception {
    byte[] bytes = noise(size);
    Path file = folder.resolve("content");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      channel.write(ByteBuffer.wrap(bytes));
      assertThat(messages(cage, "digest", "", channel)).containsExactly(sha256(bytes), "done");
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @Test
  void smallerContentAfterLargerOneShowsNothingOfIt() throws Exception {
    byte[] large = noise(20_000_000);
    byte[] small = noise(100);
    assertThat(messages(cage, "digest", "", BytesContent.of(large))).contains(sha256(large));
    assertThat(messages(cage, "digest", "", BytesContent.of(small))).contains(sha256(small));
  }

  @Test
  void endOfLargeSparseFileIsRead(@TempDir Path folder) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("large"),
            StandardOpenOption.CREATE,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE,
            StandardOpenOption.READ)) {
      channel.write(ByteBuffer.wrap("the last sixteen".getBytes(UTF_8)), (3L << 30) - 5);
      assertThat(messages(cage, "tail", "", channel)).containsExactly("the last sixteen", "done");
    }
  }

  @Test
  void failingReadOfEvidenceIsReportedAsSuch() throws Exception {
    assertThat(messages(cage, "digest", "", new BadSector(100, 50)))
        .containsExactly(failed(Reason.IO, "bad sector at 50", false));
    long large = Cage.WHOLE_CONTENT_BYTES + 10_000_000L;
    assertThat(messages(cage, "digest", "", new BadSector(large, 5_000_000)))
        .containsExactly(failed(Reason.IO, "bad sector at 5000000", false));
  }

  @Test
  void contentThatShrinksIsReportedAsUnreadable() throws Exception {
    long claimed = Cage.WHOLE_CONTENT_BYTES + 2L;
    assertThat(messages(cage, "digest", "", new Shrinking(claimed, 1_500_000)).getLast())
        .contains("reason=IO")
        .contains("the content ends at byte 1500000, expected " + claimed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io", "runtime", "stack"})
  void exceptionOfTaskIsCorruptContentAndKeepsTheChild(String way) throws Exception {
    String before = messages(cage, "facts", "/proc/self/stat", BytesContent.of(NONE)).getFirst();
    assertThat(messages(cage, "break", way, BytesContent.of(NONE)).getLast())
        .contains("reason=CORRUPT")
        .contains("childLost=false")
        .doesNotContain("\n")
        .doesNotContain("\u0007")
        .doesNotContain("at org.");
    String after = messages(cage, "facts", "/proc/self/stat", BytesContent.of(NONE)).getFirst();
    assertThat(startTime(after)).isEqualTo(startTime(before));
  }

  /// The 22nd field of /proc/self/stat, counted behind the name (proc(5)).
  private static String startTime(String stat) {
    return stat.substring(stat.lastIndexOf(')')).split(" ", -1)[20];
  }

  @Test
  void missingLibraryAndUnknownTaskAreUnsupported() throws Exception {
    assertThat(messages(cage, "break", "linkage", BytesContent.of(NONE)).getLast())
        .contains("reason=UNSUPPORTED")
        .contains("no such library");
    assertThat(messages(cage, "no-such", "", BytesContent.of(NONE)))
        .containsExactly(failed(Reason.UNSUPPORTED, "no task no-such", false));
  }

  @Test
  void whatLibrariesPrintDoesNotReachTheProtocol() throws Exception {
    assertThat(messages(cage, "print", "", BytesContent.of(NONE)))
        .containsExactly("printed", "done");
  }

  @Test
  void largestParametersAndMessagesPassAndLargerOnesAreRefused() throws Exception {
    byte[] largest = noise(Cage.LARGEST_MESSAGE);
    List<Integer> sizes = new ArrayList<>();
    Outcome outcome =
        cage.run(
            "echo",
            largest,
            BytesContent.of(NONE),
            LONG,
            LONG,
            message -> {
              if (sizes.isEmpty()) {
                assertThat(message).isEqualTo(ByteBuffer.wrap(largest));
              }
              return sizes.add(message.remaining());
            });
    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(sizes).containsExactly(Cage.LARGEST_MESSAGE, 8);
    byte[] larger = new byte[Cage.LARGEST_MESSAGE + 1];
    assertThatThrownBy(
            () -> cage.run("echo", larger, BytesContent.of(NONE), LONG, LONG, message -> true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void consumerMayEndTheCallAndMayThrow() throws Exception {
    List<String> seen = new ArrayList<>();
    Outcome outcome =
        cage.run(
            "hang",
            "1".getBytes(UTF_8),
            BytesContent.of(NONE),
            LONG,
            LONG,
            message -> {
              seen.add("message");
              return seen.size() < 3;
            });
    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(seen).hasSize(3);
    assertThatThrownBy(() ->
            cage.run(
                "hang",
                "1".getBytes(UTF_8),
                BytesContent.of(NONE),
                LONG,
                LONG,
                message -> {
                  throw new IOException("disk full");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThat(messages(cage, "echo", "fine", BytesContent.of(NONE))).startsWith("fine");
  }

  @Test
  void consumerMayCallAgainToAnyDepth() throws Exception {
    assertThat(nested(4)).isEqualTo(4);
  }

  private int nested(int depth) throws IOException, InterruptedException {
    if (depth == 0) {
      return 0;
    }
    int[] below = {-1};
    cage.run(
        "echo",
        NONE,
        BytesContent.of(NONE),
        LONG,
        LONG,
        message -> {
          if (below[0] < 0) {
            below[0] = nested(depth - 1);
          }
          return true;
        });
    return below[0] + 1;
  }

  static String failed(Reason reason, String detail, boolean childLost) {
    return new Outcome.Failed(new Unreadable(reason, detail), childLost).toString();
  }

  /// Zeros, up to a place that cannot be read.
  private static class BadSector extends TestChannel {
    private final long bad;

    BadSector(long size, long bad) {
      super(size);
      this.bad = bad;
    }

    @Override
    protected int readAt(long position, ByteBuffer target) throws IOException {
      if (position + target.remaining() > bad) {
        throw new IOException("bad sector at " + bad);
      }
      int count = target.remaining();
      target.put(new byte[count]);
      return count;
    }
  }

  /// Zeros, but fewer than it claims to have.
  private static final class Shrinking extends TestChannel {
    private final long real;

    Shrinking(long claimed, long real) {
      super(claimed);
      this.real = real;
    }

    @Override
    protected int readAt(long position, ByteBuffer target) {
      if (position >= real) {
        return -1;
      }
      int count = (int) Math.min(target.remaining(), real - position);
      target.put(new byte[count]);
      return count;
    }
  }
}
