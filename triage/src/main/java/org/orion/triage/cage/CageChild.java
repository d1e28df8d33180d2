package org.orion.triage.cage;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The program that runs in a child: takes calls from its standard input and answers on descriptor
/// 3, until the parent is gone.
public final class CageChild {
  private final FrameReader calls;
  private final FrameWriter replies;
  private final ByteBuffer memory;
  private final Map<String, CagedTask> tasks;

  /// Held while a frame is sent, and from a read request to its answer.
  private final Object pipe = new Object();

  private CageChild(
      FrameReader calls, FrameWriter replies, ByteBuffer memory, Map<String, CagedTask> tasks) {
    this.calls = calls;
    this.replies = replies;
    this.memory = memory;
    this.tasks = tasks;
  }

  /// @param arguments the path of the shared memory
  public static void main(String[] arguments) {
    System.setOut(System.err);
    InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 8192);
    System.setIn(InputStream.nullInputStream());
    try (OutputStream out = new FileOutputStream("/proc/self/fd/3", true)) {
      CageChild child =
          new CageChild(new FrameReader(in), new FrameWriter(out), map(arguments[0]), loadTasks());
      child.serve();
    } catch (EOFException end) {
      // The parent has closed the pipe or is gone.
      System.exit(0);
    } catch (IOException problem) {
      System.err.println(problem);
      System.exit(1);
    }
  }

  private static ByteBuffer map(String path) throws IOException {
    try (FileChannel file = FileChannel.open(Path.of(path))) {
      return file.map(MapMode.READ_ONLY, 0, Frame.WHOLE_CONTENT_BYTES);
    }
  }

  private static Map<String, CagedTask> loadTasks() {
    Map<String, CagedTask> tasks = new HashMap<>();
    Iterator<CagedTask> found = ServiceLoader.load(CagedTask.class).iterator();
    boolean more = true;
    while (more) {
      try {
        more = found.hasNext();
        if (more) {
          CagedTask task = found.next();
          tasks.put(task.name(), task);
        }
      } catch (ServiceConfigurationError problem) {
        // The others still work; a call of this one is answered with "no such task".
        System.err.println(problem);
      }
    }
    return tasks;
  }

  private void serve() throws IOException {
    replies.send(Frame.Kind.HELLO, 0);
    while (true) {
      Frame.Kind kind = calls.next();
      if (kind != Frame.Kind.CALL) {
        throw new Frame.NonsenseException("no call but " + kind);
      }
      serve(calls.call(), calls.payload());
    }
  }

  private void serve(int call, ByteBuffer request) throws IOException {
    byte[] name = new byte[request.getInt()];
    request.get(name);
    long size = request.getLong();
    boolean whole = request.get() == 1;
    byte[] parameters = new byte[request.remaining()];
    request.get(parameters);
    calls.shrink();
    String taskName = new String(name, StandardCharsets.UTF_8);
    CagedTask task = tasks.get(taskName);
    if (task == null) {
      fail(call, Frame.Trouble.NO_SUCH_TASK, "no task " + taskName);
      return;
    }
    Optional<SharedContent.Source> source =
        whole
            ? Optional.empty()
            : Optional.of((position, length, offset) -> fetch(call, position, length, offset));
    run(call, task, parameters, new SharedContent(memory, size, source));
  }

  /// The item boundary: whatever a task throws ends this call only.
  private void run(int call, CagedTask task, byte[] parameters, SharedContent content)
      throws IOException {
    try {
      task.run(
          parameters, content, (message, offset, length) -> send(call, message, offset, length));
    } catch (OutOfMemoryError problem) {
      fail(call, Frame.Trouble.OUT_OF_MEMORY, String.valueOf(problem.getMessage()));
      return;
    } catch (Exception | StackOverflowError problem) {
      boolean unreadable = isUnreadableContent(problem);
      fail(
          call,
          unreadable ? Frame.Trouble.CONTENT_UNREADABLE : Frame.Trouble.BROKEN,
          describe(problem));
      return;
    } catch (Error problem) {
      fail(call, Frame.Trouble.DEFECT, describe(problem));
      return;
    }
    synchronized (pipe) {
      replies.send(Frame.Kind.DONE, call);
    }
  }

  private static boolean isUnreadableContent(Throwable problem) {
    Throwable cause = problem;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof UnreadableContentException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static String describe(Throwable problem) {
    String message = problem.getMessage();
    return message == null || message.isBlank()
        ? problem.getClass().getSimpleName()
        : problem.getClass().getSimpleName() + ": " + message;
  }

  private void send(int call, byte[] message, int offset, int length) throws IOException {
    if (length > Cage.LARGEST_MESSAGE) {
      throw new IllegalArgumentException(
          "message is %d bytes, must be at most %d".formatted(length, Cage.LARGEST_MESSAGE));
    }
    synchronized (pipe) {
      replies.send(Frame.Kind.MESSAGE, call, message, offset, length);
    }
  }

  private int fetch(int call, long position, int length, int offset) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(16).putLong(position).putInt(length).putInt(offset);
    synchronized (pipe) {
      replies.send(Frame.Kind.READ, call, request.array());
      Frame.Kind kind = calls.next(call);
      if (kind != Frame.Kind.CONTENT) {
        throw new Frame.NonsenseException("no content but " + kind);
      }
      return calls.payload().getInt();
    }
  }

  private void fail(int call, Frame.Trouble trouble, String text) throws IOException {
    String line = LastLines.plain(text);
    synchronized (pipe) {
      replies.send(
          Frame.Kind.FAILED,
          call,
          new byte[] {(byte) trouble.code()},
          line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
