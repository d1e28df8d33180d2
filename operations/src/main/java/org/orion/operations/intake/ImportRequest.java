package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Viewer;
import org.orion.operations.web.BadInputException;
import org.springframework.stereotype.Component;

/// Reads the files of a request and takes their tips in. A file is in memory as a whole, and never
/// on a disk in the clear; so a few requests at a time are read, and the others wait.
@Component
final class ImportRequest {
  /// Of one file; a larger one is for the command line, which reads it in pieces.
  static final int MOST_FILE_BYTES = 64 << 20;

  private static final int AT_ONCE = 2;
  private static final int LONGEST_WAIT_SECONDS = 30;
  private static final int MOST_PARTS = 1_000;
  private static final int LONGEST_NAME = 200;

  private final TipImport tips;
  private final Semaphore places = new Semaphore(AT_ONCE);

  ImportRequest(TipImport tips) {
    this.tips = tips;
  }

  /// Reads all files of a form, or the body as one file.
  ///
  /// @param name of a body that is one file
  /// @return how many files there were
  int read(Viewer viewer, HttpServletRequest request, String name, TipImport.Sink sink)
      throws IOException, InterruptedException {
    if (!places.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new BadInputException(503, "intake.import.busy");
    }
    try {
      if (MultipartBody.isOne(request)) {
        Files files = new Files(viewer, sink);
        MultipartBody.read(request, MOST_PARTS, files);
        return files.count;
      }
      byte[] body = new SteadyBody(request.getInputStream()).readNBytes(MOST_FILE_BYTES + 1);
      read(viewer, body, name, sink);
      return body.length == 0 ? 0 : 1;
    } catch (MultipartBody.MalformedException | SteadyBody.BrokenOffException broken) {
      throw new BadInputException("intake.import.broken", String.valueOf(broken.getMessage()));
    } catch (SteadyBody.TooSlowException slow) {
      throw new BadInputException(408, "intake.import.broken", String.valueOf(slow.getMessage()));
    } finally {
      places.release();
    }
  }

  private void read(Viewer viewer, byte[] bytes, String name, TipImport.Sink sink)
      throws IOException {
    if (bytes.length > MOST_FILE_BYTES) {
      sink.accept(
          TipImport.Outcome.refused(
              name,
              "[%s] expected a file of at most %,d bytes, found a larger one"
                  .formatted(name, MOST_FILE_BYTES)));
      return;
    }
    try (InputStream file = new ByteArrayInputStream(bytes)) {
      tips.read(viewer, file, name, sink);
    }
  }

  /// Takes the files of a form, one after the other.
  private final class Files implements MultipartBody.Receiver {
    private final Viewer viewer;
    private final TipImport.Sink sink;
    private @Nullable ByteArrayOutputStream file;
    private String name = "";
    private int count;

    Files(Viewer viewer, TipImport.Sink sink) {
      this.viewer = viewer;
      this.sink = sink;
    }

    @Override
    public void begin(String field, Optional<String> fileName) {
      // A form in which nothing was chosen has a file without a name.
      boolean chosen = fileName.isPresent() && !fileName.get().isBlank();
      file = chosen ? new ByteArrayOutputStream() : null;
      name = fileName.map(ImportRequest::plain).orElse("");
    }

    @Override
    public void content(ByteBuffer bytes) {
      if (file != null && file.size() <= MOST_FILE_BYTES) {
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        file.writeBytes(piece);
      }
    }

    @Override
    public void end() throws IOException {
      if (file != null) {
        byte[] whole = file.toByteArray();
        file = null;
        count++;
        read(viewer, whole, name, sink);
      }
    }
  }

  /// The name without its folders, control characters and excess.
  static String plain(String name) {
    String last = name.replaceFirst("(?s).*[/\\\\]", "").replaceAll("\\p{Cntrl}", "\uFFFD");
    String some = last.isBlank() ? "file" : last;
    return some.length() <= LONGEST_NAME ? some : some.substring(0, LONGEST_NAME) + "…";
  }
}
