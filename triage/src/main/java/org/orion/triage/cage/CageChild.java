package org.orion.triage.cage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.orion.triage.evidence.Unreadable.Reason;

/// The child process: runs tasks one after another until its input ends.
///
/// What libraries print goes to the error stream; the output stream belongs to the protocol alone.
public final class CageChild {
  private final DataInputStream in;
  private final DataOutputStream out;
  private final MemorySegment shared;
  private int sequence;

  private CageChild(DataInputStream in, DataOutputStream out, MemorySegment shared) {
    this.in = in;
    this.out = out;
    this.shared = shared;
  }

  /// @param arguments the shared file
  public static void main(String[] arguments) throws IOException {
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
    System.setOut(System.err);
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, 1 << 16));
    Map<String, CagedTask> tasks = new HashMap<>();
    for (CagedTask task : ServiceLoader.load(CagedTask.class)) {
      tasks.put(task.name(), task);
    }
    MemorySegment shared;
    try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ)) {
      shared = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), Arena.global());
    }
    CageChild child = new CageChild(in, out, shared);
    child.send(Protocol.READY, new byte[0], 0, 0);
    child.serve(tasks);
  }

  private void serve(Map<String, CagedTask> tasks) throws IOException {
    while (true) {
      try {
        sequence = in.readInt();
      } catch (EOFException parentGone) {
        return;
      }
      String name = in.readUTF();
      byte[] parameters = in.readNBytes(in.readInt());
      long size = in.readLong();
      CagedTask task = tasks.get(name);
      try {
        if (task == null) {
          throw new IOException("there is no task " + name);
        }
        RemoteContent content = new RemoteContent(this, shared, size);
        task.run(
            parameters,
            content,
            (message, offset, length) -> send(Protocol.MESSAGE, message, offset, length));
        send(Protocol.DONE, new byte[0], 0, 0);
      } catch (OutOfMemoryError tooLarge) {
        fail(Reason.TOO_LARGE, "decoding needs more memory than the limit");
        return;
      } catch (IOException | RuntimeException | StackOverflowError problem) {
        fail(Reason.CORRUPT, String.valueOf(problem.getMessage()));
      }
    }
  }

  private void fail(Reason reason, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, 2_000);
    ByteBuffer payload = ByteBuffer.allocate(4 + length);
    payload.putInt(reason.ordinal()).put(bytes, 0, length);
    send(Protocol.FAILED, payload.array(), 0, payload.capacity());
  }

  private void send(int kind, byte[] payload, int offset, int length) throws IOException {
    if (length > Cage.LARGEST_MESSAGE) {
      throw new IllegalArgumentException(
          "a message has %d bytes, must have at most %d".formatted(length, Cage.LARGEST_MESSAGE));
    }
    out.writeInt(Protocol.MAGIC);
    out.writeInt(sequence);
    out.writeInt(kind);
    out.writeInt(length);
    out.write(payload, offset, length);
    out.flush();
  }

  /// Asks the parent to put a window of the content into the shared file.
  ///
  /// @return how many bytes lie there now
  int requestWindow(long position, int length) throws IOException {
    ByteBuffer payload = ByteBuffer.allocate(12).putLong(position).putInt(length);
    send(Protocol.READ, payload.array(), 0, 12);
    int read = in.readInt();
    if (read < 0) {
      throw new IOException("the content could not be read at byte " + position);
    }
    return read;
  }
}
