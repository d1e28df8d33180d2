package org.orion.app.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.orion.operations.database.SecretFile;

/// What a data directory says of itself: that the demonstration is being made in it, or is whole.
/// What was left half made is never shown, and nothing is entered into another server's data.
final class DemoMark {
  private static final String BEGUN = "The demonstration is being made.\n";
  private static final String WHOLE = "The demonstration is whole.\n";

  private final Path file;

  private DemoMark(Path file) {
    this.file = file;
  }

  /// The mark of a data directory, which is made where there is none.
  ///
  /// @throws IOException where the directory is of another server, or was left half made
  static DemoMark of(Path data) throws IOException {
    DemoMark mark = new DemoMark(data.resolve("demo.txt"));
    if (Files.exists(mark.file)) {
      if (!mark.isWhole()) {
        throw new IOException(
            data + ": the demo was stopped while it was made here; remove it, or name another");
      }
    } else {
      if (!isEmpty(data)) {
        throw new IOException(data + ": is not the demo's; name an empty directory, or none");
      }
      SecretFile.folder(data);
      mark.write(BEGUN);
    }
    return mark;
  }

  private static boolean isEmpty(Path data) throws IOException {
    if (!Files.exists(data)) {
      return true;
    }
    try (Stream<Path> files = Files.list(data)) {
      return files.findAny().isEmpty();
    }
  }

  boolean isWhole() throws IOException {
    return Files.readString(file).equals(WHOLE);
  }

  void whole() throws IOException {
    write(WHOLE);
  }

  private void write(String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
  }
}
