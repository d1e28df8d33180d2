package org.orion.app;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// Writes an output whole or not at all: beside its place first, then moved there in one step.
final class OutputFile {
  private OutputFile() {}

  /// Produces the output.
  interface Writer<T> {
    T write(OutputStream output) throws IOException, Refusal;
  }

  /// @param target null for standard output
  static <T> T write(@Nullable Path target, Writer<T> writer) throws IOException, Refusal {
    if (target == null) {
      OutputStream unclosed =
          new FilterOutputStream(System.out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
              flush();
            }
          };
      T result = writer.write(unclosed);
      unclosed.flush();
      return result;
    }
    if (Files.exists(target) && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw Refusal.input(target + ": expected an ordinary file or none, found something else");
    }
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    Path part;
    try {
      part = Files.createTempFile(folder, ".orion-", ".part");
    } catch (IOException unwritable) {
      throw Refusal.input(
          target + ": cannot be written there (folder missing, read-only, or permission denied)");
    }
    try {
      T result;
      try (OutputStream output = Files.newOutputStream(part)) {
        result = writer.write(output);
      }
      Files.move(
          part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return result;
    } catch (IOException failed) {
      throw Refusal.input(target + ": cannot be written: " + failed.getMessage());
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
