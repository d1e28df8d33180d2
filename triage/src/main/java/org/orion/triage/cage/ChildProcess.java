package org.orion.triage.cage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// The parent's side of one child. Used by one thread at a time; the watchdog may end it at any
/// moment from another.
final class ChildProcess implements AutoCloseable {
  private static final int PAGE_BYTES = 4096;

  private final Process process;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final MemorySegment shared;
  private final Arena arena = Arena.ofShared();
  private final byte[] message = new byte[Cage.LARGEST_MESSAGE];
  private int sequence;
  private int calls;
  private long jvmPid = -1;

  private volatile long waitingSince;
  private volatile long idleNanos;
  private volatile long callEnds;
  private volatile @Nullable Unreadable endedBecause;

  private ChildProcess(Process process, Path sharedFile) throws IOException {
    this.process = process;
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    try (FileChannel file =
        FileChannel.open(sharedFile, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      this.shared =
          file.map(FileChannel.MapMode.READ_WRITE, 0, Protocol.WHOLE_CONTENT_BYTES, arena);
    }
  }

  /// Starts a child; it is ready when this returns.
  static ChildProcess start(Sandbox sandbox) throws IOException {
    Path folder = Path.of("/dev/shm");
    Path file =
        Files.createTempFile(
            Files.isWritable(folder) ? folder : Path.of(System.getProperty("java.io.tmpdir")),
            "orion-",
            ".content",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel sized = FileChannel.open(file, StandardOpenOption.WRITE)) {
        sized.write(ByteBuffer.wrap(new byte[1]), Protocol.WHOLE_CONTENT_BYTES - 1L);
      }
      ProcessBuilder builder = new ProcessBuilder(sandbox.command(file));
      builder.environment().clear();
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
      builder.redirectError(
          System.getProperty("orion.child.debug") == null
              ? ProcessBuilder.Redirect.DISCARD
              : ProcessBuilder.Redirect.INHERIT);
      ChildProcess child = new ChildProcess(builder.start(), file);
      child.awaitReady();
      return child;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void awaitReady() throws IOException {
    waitingSince = System.nanoTime();
    idleNanos = Duration.ofSeconds(60).toNanos();
    callEnds = Long.MAX_VALUE;
    try {
      readFrame();
    } catch (IOException notStarted) {
      close();
      throw new IOException("a decoder process could not be started", notStarted);
    } finally {
      waitingSince = 0;
    }
    jvmPid =
        process
            .descendants()
            .max(Comparator.comparingLong(ProcessHandle::pid))
            .map(ProcessHandle::pid)
            .orElse(process.pid());
  }

  int calls() {
    return calls;
  }

  boolean isAlive() {
    return process.isAlive() && endedBecause == null;
  }

  Cage.Outcome run(
      String task,
      byte[] parameters,
      SeekableByteChannel content,
      Duration idle,
      Duration total,
      Cage.MessageConsumer consumer)
      throws IOException, InterruptedException {
    calls++;
    sequence++;
    long size = content.size();
    if (size <= Protocol.WHOLE_CONTENT_BYTES && place(content, 0, (int) size) < size) {
      return new Cage.Outcome.Failed(
          new Unreadable(Reason.IO, "the file shrank while it was read"), false);
    }
    idleNanos = idle.toNanos();
    callEnds = System.nanoTime() + total.toNanos();
    try {
      request(task, parameters, size);
      return converse(content, consumer);
    } catch (EvidenceProblem evidence) {
      close();
      return new Cage.Outcome.Failed(new Unreadable(Reason.IO, evidence.detail), false);
    } catch (ChildLost lost) {
      close();
      return new Cage.Outcome.Failed(lost.why, true);
    } finally {
      waitingSince = 0;
      callEnds = Long.MAX_VALUE;
    }
  }

  private void request(String task, byte[] parameters, long size) {
    try {
      out.writeInt(sequence);
      out.writeUTF(task);
      out.writeInt(parameters.length);
      out.write(parameters);
      out.writeLong(size);
      out.flush();
    } catch (IOException gone) {
      throw new ChildLost(whyGone(gone));
    }
  }

  private Cage.Outcome converse(SeekableByteChannel content, Cage.MessageConsumer consumer)
      throws IOException, InterruptedException {
    while (true) {
      Frame frame;
      try {
        waitingSince = System.nanoTime();
        frame = readFrame();
      } catch (IOException gone) {
        throw new ChildLost(whyGone(gone));
      } finally {
        waitingSince = 0;
      }
      switch (frame.kind) {
        case Protocol.MESSAGE -> {
          long started = System.nanoTime();
          boolean more = consumer.accept(ByteBuffer.wrap(message, 0, frame.length));
          long ends = callEnds;
          callEnds = ends + System.nanoTime() - started;
          if (!more) {
            close();
            return new Cage.Outcome.Done();
          }
        }
        case Protocol.READ -> serveRead(content, frame.length);
        case Protocol.DONE -> {
          return new Cage.Outcome.Done();
        }
        case Protocol.FAILED -> {
          return failed(frame.length);
        }
        default -> throw new ChildLost(nonsense("an unknown kind of reply"));
      }
    }
  }

  private record Frame(int kind, int length) {}

  private Frame readFrame() throws IOException {
    int magic = in.readInt();
    int answered = in.readInt();
    int kind = in.readInt();
    int length = in.readInt();
    if (magic != Protocol.MAGIC || answered != sequence) {
      throw new ChildLost(nonsense("a reply that is none"));
    }
    if (length < 0 || length > Cage.LARGEST_MESSAGE) {
      throw new ChildLost(nonsense("a reply of impossible length"));
    }
    in.readFully(message, 0, length);
    return new Frame(kind, length);
  }

  private void serveRead(SeekableByteChannel content, int frameLength) throws IOException {
    if (frameLength != 12) {
      throw new ChildLost(nonsense("a malformed request"));
    }
    ByteBuffer request = ByteBuffer.wrap(message, 0, 12);
    long position = request.getLong();
    int length = request.getInt();
    if (position < 0 || length < 0 || length > Protocol.WINDOW_BYTES || position > content.size()) {
      throw new ChildLost(nonsense("a request outside the file"));
    }
    int read = place(content, position, length);
    try {
      out.writeInt(read);
      out.flush();
    } catch (IOException gone) {
      throw new ChildLost(whyGone(gone));
    }
  }

  private int place(SeekableByteChannel content, long position, int length) throws IOException {
    if (content instanceof BytesContent bytes) {
      shared
          .asSlice(0, length)
          .copyFrom(MemorySegment.ofBuffer(bytes.bytes().slice((int) position, length)));
      return length;
    }
    try {
      ByteBuffer target = shared.asSlice(0, length).asByteBuffer();
      content.position(position);
      while (target.hasRemaining() && content.read(target) >= 0) {
        continue;
      }
      return target.position();
    } catch (IOException unreadable) {
      throw new EvidenceProblem("cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private Cage.Outcome failed(int length) {
    if (length < 4) {
      throw new ChildLost(nonsense("a malformed failure"));
    }
    ByteBuffer payload = ByteBuffer.wrap(message, 0, length);
    int reason = payload.getInt();
    if (reason < 0 || reason >= Reason.values().length) {
      throw new ChildLost(nonsense("an unknown reason"));
    }
    String text = new String(message, 4, length - 4, StandardCharsets.UTF_8);
    Reason known = Reason.values()[reason];
    if (known == Reason.TOO_LARGE) {
      close();
    }
    return new Cage.Outcome.Failed(new Unreadable(known, text), false);
  }

  private static Unreadable nonsense(String what) {
    return new Unreadable(Reason.CORRUPT, "the decoder sent " + what + "; it was ended");
  }

  private Unreadable whyGone(IOException gone) {
    Unreadable ended = endedBecause;
    if (ended != null) {
      return ended;
    }
    String how = gone instanceof EOFException ? "ended unexpectedly" : "could not be reached";
    return new Unreadable(Reason.CORRUPT, "the decoder " + how + " on this content");
  }

  /// Called by the watchdog every moment.
  void check(long now, long residentLimitBytes) {
    long since = waitingSince;
    if (since != 0 && now - since > idleNanos) {
      end(
          new Unreadable(
              Reason.TIMED_OUT,
              "no sign of life from the decoder for %d s"
                  .formatted(Duration.ofNanos(idleNanos).toSeconds())));
    } else if (now - callEnds > 0 && callEnds != Long.MAX_VALUE) {
      end(new Unreadable(Reason.TIMED_OUT, "decoding took longer than its limit"));
    } else if (since != 0 && residentBytes() > residentLimitBytes) {
      end(new Unreadable(Reason.TOO_LARGE, "decoding needs more memory than the limit"));
    }
  }

  private long residentBytes() {
    if (jvmPid < 0) {
      return 0;
    }
    try {
      String[] fields = Files.readString(Path.of("/proc/" + jvmPid + "/statm")).split(" ");
      return Long.parseLong(fields[1]) * PAGE_BYTES;
    } catch (IOException gone) {
      return 0;
    }
  }

  private void end(Unreadable why) {
    endedBecause = why;
    kill();
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    if (endedBecause == null) {
      endedBecause = new Unreadable(Reason.IO, "the decoder was ended");
    }
    kill();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /// The child is of no more use; not an error of the program.
  private static final class ChildLost extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Unreadable why;

    ChildLost(Unreadable why) {
      super(why.detail(), null, false, false);
      this.why = why;
    }
  }

  private static final class EvidenceProblem extends IOException {
    private static final long serialVersionUID = 1L;

    private final String detail;

    EvidenceProblem(String detail, IOException cause) {
      super(detail, cause);
      this.detail = detail;
    }
  }
}
