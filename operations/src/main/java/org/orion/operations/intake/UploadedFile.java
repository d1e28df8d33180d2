package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.orion.operations.web.BadInputException;

/// The one file that a request brings, as its body or in a form.
public final class UploadedFile implements MultipartBody.Receiver {
  private static final int MOST_PARTS = 10;

  private final Sink sink;
  private int files;
  private boolean inFile;

  private UploadedFile(Sink sink) {
    this.sink = sink;
  }

  /// Takes the file's bytes, piece by piece.
  public interface Sink {
    void take(byte[] piece) throws IOException;
  }

  /// Reads a file into memory, from a form or as the body.
  ///
  /// @throws BadInputException when there is none, more than one, or a larger one
  public static byte[] read(HttpServletRequest request, int mostBytes) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Sink sink =
        piece -> {
          if (file.size() + piece.length > mostBytes) {
            throw new BadInputException(413, "the file has more than " + mostBytes + " bytes");
          }
          file.writeBytes(piece);
        };
    int files = 1;
    try {
      if (MultipartBody.isOne(request)) {
        files = pass(request, sink);
      } else {
        sink.take(new SteadyBody(request.getInputStream()).readNBytes(mostBytes + 1));
      }
    } catch (MultipartBody.MalformedException | SteadyBody.BrokenOffException broken) {
      throw new BadInputException("intake.import.broken", String.valueOf(broken.getMessage()));
    } catch (SteadyBody.TooSlowException slow) {
      throw new BadInputException(408, "intake.import.broken", String.valueOf(slow.getMessage()));
    }
    if (files != 1 || file.size() == 0) {
      throw new BadInputException("intake.import.none");
    }
    return file.toByteArray();
  }

  /// Hands the first file of a form on as it comes.
  ///
  /// @return how many files the form has
  public static int pass(HttpServletRequest form, Sink sink) throws IOException {
    UploadedFile one = new UploadedFile(sink);
    MultipartBody.read(form, MOST_PARTS, one);
    return one.files;
  }

  @Override
  public void begin(String field, Optional<String> fileName) {
    inFile = fileName.isPresent() && !fileName.get().isBlank();
    files += inFile ? 1 : 0;
  }

  @Override
  public void content(ByteBuffer bytes) throws IOException {
    if (inFile && files == 1) {
      byte[] piece = new byte[bytes.remaining()];
      bytes.get(piece);
      sink.take(piece);
    }
  }

  @Override
  public void end() {
    inFile = false;
  }
}
