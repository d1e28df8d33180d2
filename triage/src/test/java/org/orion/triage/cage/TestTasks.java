package org.orion.triage.cage;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Tasks that behave as badly as a decoder can.
@SuppressWarnings("restricted")
final class TestTasks {
  private TestTasks() {}

  private static void send(CagedTask.Replies replies, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    replies.send(bytes, 0, bytes.length);
  }

  private static String text(byte[] parameters) {
    return new String(parameters, StandardCharsets.UTF_8);
  }

  abstract static class Named implements CagedTask {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public final String name() {
      return name;
    }
  }

  /// Sends the parameters back, then the content's size and its first bytes.
  public static final class Echo extends Named {
    public Echo() {
      super("echo");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      replies.send(parameters, 0, parameters.length);
      ByteBuffer start = ByteBuffer.allocate(8 + 16).putLong(content.size());
      int startCount = 0;
      while (start.hasRemaining() && startCount >= 0) {
        startCount = content.read(start);
      }
      replies.send(start.array(), 0, start.position());
    }
  }

  /// Dies in the way that the parameters name.
  public static final class Crash extends Named {
    public Crash() {
      super("crash");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies) {
      switch (text(parameters)) {
        case "segfault" ->
            MemorySegment.ofAddress(8).reinterpret(8).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        case "halt" -> Runtime.getRuntime().halt(7);
        case "abort" -> abort();
        default -> throw new IllegalArgumentException("unknown way to die");
      }
    }

    private static void abort() {
      Linker linker = Linker.nativeLinker();
      MemorySegment address = linker.defaultLookup().find("abort").orElseThrow();
      try {
        linker.downcallHandle(address, FunctionDescriptor.ofVoid()).invokeExact();
      } catch (Throwable problem) {
        throw new IllegalStateException(problem);
      }
    }
  }

  /// Never returns; says something every so many milliseconds when the parameters give them.
  public static final class Hang extends Named {
    public Hang() {
      super("hang");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      long millis = parameters.length == 0 ? Long.MAX_VALUE : Long.parseLong(text(parameters));
      while (true) {
        try {
          Thread.sleep(millis);
        } catch (InterruptedException problem) {
          continue;
        }
        send(replies, "still here");
      }
    }
  }

  /// Takes memory until there is none, in Java's heap or beside it.
  public static final class EatMemory extends Named {
    public EatMemory() {
      super("eat-memory");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      switch (text(parameters)) {
        case "heap" -> heap(replies);
        case "native" -> nativeMemory();
        case "malloc" -> malloc(replies);
        default -> throw new IllegalArgumentException("unknown memory");
      }
    }

    private static void heap(Replies replies) throws IOException {
      List<byte[]> kept = new ArrayList<>();
      while (kept.size() < 1 << 20) {
        kept.add(new byte[1 << 20]);
      }
      send(replies, "ate " + kept.size());
    }

    private static void nativeMemory() {
      try (Arena arena = Arena.ofConfined()) {
        for (int count = 0; count < 1 << 16; count++) {
          arena.allocate(1 << 20).fill((byte) 1);
        }
      }
    }

    /// As a C library does that Java knows nothing of, and that dies when it gets nothing.
    private static void malloc(Replies replies) throws IOException {
      Linker linker = Linker.nativeLinker();
      FunctionDescriptor shape = FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
      MemorySegment address = linker.defaultLookup().find("malloc").orElseThrow();
      long total = 0;
      try {
        while (total < 1L << 36) {
          MemorySegment block =
              (MemorySegment) linker.downcallHandle(address, shape).invokeExact(64L << 20);
          if (block.equals(MemorySegment.NULL)) {
            send(replies, "refused after " + total);
            return;
          }
          block.reinterpret(64L << 20).fill((byte) 1);
          total += 64L << 20;
        }
      } catch (IOException problem) {
        throw problem;
      } catch (Throwable problem) {
        throw new IllegalStateException(problem);
      }
      send(replies, "never refused");
    }
  }

  /// Writes what is no frame, or a wrong one, where the parent reads.
  public static final class Babble extends Named {
    public Babble() {
      super("babble");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      int[] header =
          switch (text(parameters)) {
            case "garbage" ->
                new int[] {0x23232323, 0x20232323, 0x41206661, 0x74616c20, 0x65727221};
            case "sequence" -> new int[] {Frame.MAGIC, 4, 1, 4711, 0};
            case "call" -> new int[] {Frame.MAGIC, 4, 99, 1, 0};
            case "kind" -> new int[] {Frame.MAGIC, 77, 1, 1, 0};
            case "length" -> new int[] {Frame.MAGIC, 4, 1, 1, Integer.MAX_VALUE};
            case "negative" -> new int[] {Frame.MAGIC, 4, 1, 1, -1};
            case "place" -> new int[] {Frame.MAGIC, 1, 1, 1, 0};
            case "read" -> new int[] {Frame.MAGIC, 2, 1, 1, 0};
            default -> throw new IllegalArgumentException("unknown babble");
          };
      ByteBuffer bytes = ByteBuffer.allocate(Frame.HEADER_BYTES);
      for (int each : header) {
        bytes.putInt(each);
      }
      try (OutputStream stream = new FileOutputStream("/proc/self/fd/3", true)) {
        stream.write(bytes.array());
      }
    }
  }

  /// Throws what the parameters name.
  public static final class Break extends Named {
    public Break() {
      super("break");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      switch (text(parameters)) {
        case "io" -> throw new IOException("bad\nheader \u0007 at byte 12");
        case "runtime" -> throw new IllegalStateException("broken table");
        case "stack" -> throw new IllegalStateException("depth " + deeper(1));
        case "linkage" -> throw new UnsatisfiedLinkError("no such library");
        default -> throw new IllegalArgumentException("unknown break");
      }
    }

    private static int deeper(int depth) {
      return depth == Integer.MAX_VALUE ? 0 : depth + deeper(depth + 1);
    }
  }

  /// Tries to get out; the parameters are a port of the host and a file there. Sends what worked.
  public static final class Escape extends Named {
    public Escape() {
      super("escape");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      String[] targets = text(parameters).split(" ", 2);
      List<String> worked = new ArrayList<>();
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(targets[0]))) {
        worked.add("network " + socket.isConnected());
      } catch (IOException problem) {
        System.err.println(problem);
      }
      Path file = Path.of(targets[1]);
      if (Files.isReadable(file)) {
        worked.add("read");
      }
      tryWriting(file, "write", worked);
      tryWriting(Path.of("/tmp/orion-test"), "temporary", worked);
      tryWriting(Path.of(System.getProperty("java.home"), "orion-test"), "java", worked);
      try {
        Process process = new ProcessBuilder("/usr/bin/kill", "-0", "1").start();
        worked.add("exec " + process.waitFor());
      } catch (IOException | InterruptedException problem) {
        System.err.println(problem);
      }
      worked.add("environment " + System.getenv().keySet().stream().sorted().toList());
      send(replies, String.join(", ", worked));
    }

    private static void tryWriting(Path file, String name, List<String> worked) {
      try {
        Files.writeString(file, "escaped");
        worked.add(name);
      } catch (IOException problem) {
        System.err.println(problem);
      }
    }
  }

  /// Reads the content in order and sends its SHA-256.
  public static final class Digest extends Named {
    public Digest() {
      super("digest");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteBuffer chunk = ByteBuffer.allocate(100_000);
        while (content.read(chunk) >= 0) {
          digest.update(chunk.flip());
          chunk.clear();
        }
        send(replies, HexFormat.of().formatHex(digest.digest()));
      } catch (NoSuchAlgorithmException problem) {
        throw new IllegalStateException(problem);
      }
    }
  }

  /// Sends the content's last 16 bytes, having looked at many other places.
  public static final class Tail extends Named {
    public Tail() {
      super("tail");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(16);
      for (int place = 0; place < 20; place++) {
        content.position(content.size() / 20 * place);
        content.read(bytes.clear());
      }
      content.position(content.size() - 16);
      bytes.clear();
      int bytesCount = 0;
      while (bytes.hasRemaining() && bytesCount >= 0) {
        bytesCount = content.read(bytes);
      }
      replies.send(bytes.array(), 0, bytes.position());
    }
  }

  /// Prints where a library would, from Java and from a program that inherits the descriptors.
  public static final class Print extends Named {
    public Print() {
      super("print");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      System.out.println("a library says something");
      System.err.println("x".repeat(300_000));
      try (OutputStream descriptor = new FileOutputStream("/proc/self/fd/1", true)) {
        descriptor.write("a native library, too".getBytes(StandardCharsets.UTF_8));
      }
      send(replies, "printed");
    }
  }

  /// Sends a limit or state of the child's process, from /proc.
  public static final class Facts extends Named {
    public Facts() {
      super("facts");
    }

    @Override
    public void run(byte[] parameters, SeekableByteChannel content, Replies replies)
        throws IOException {
      send(replies, Files.readString(Path.of(text(parameters))));
    }
  }
}
