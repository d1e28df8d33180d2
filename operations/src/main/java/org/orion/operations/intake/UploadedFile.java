package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.orion.operations.web.BadInputException;

/// The one file that a request brings, as its body or in a form, in memory.
public final class UploadedFile implements MultipartBody.Receiver {
  private static final int MOST_PARTS = 10;

  private final int mostBytes;
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private int files;
  private boolean inFile;

  private UploadedFile(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// Reads it.
  ///
  /// @throws BadInputException when there is none, more than one, or a larger one
  public static byte[] read(HttpServletRequest request, int mostBytes) throws IOException {
    UploadedFile one = new UploadedFile(mostBytes);
    try {
      if (MultipartBody.isOne(request)) {
        MultipartBody.read(request, MOST_PARTS, one);
      } else {
        one.files = 1;
        one.add(new SteadyBody(request.getInputStream()).readNBytes(mostBytes + 1));
      }
    } catch (MultipartBody.MalformedException | SteadyBody.BrokenOffException broken) {
      throw new BadInputException("intake.import.broken", String.valueOf(broken.getMessage()));
    } catch (SteadyBody.TooSlowException slow) {
      throw new BadInputException(408, "intake.import.broken", String.valueOf(slow.getMessage()));
    }
    if (one.files != 1 || one.file.size() == 0) {
      throw new BadInputException("intake.import.none");
    }
    return one.file.toByteArray();
  }

  private void add(byte[] bytes) {
    if (file.size() + bytes.length > mostBytes) {
      throw new BadInputException(413, "the file has more than " + mostBytes + " bytes");
    }
    file.writeBytes(bytes);
  }

  @Override
  public void begin(String field, Optional<String> fileName) {
    inFile = fileName.isPresent() && !fileName.get().isBlank();
    files += inFile ? 1 : 0;
  }

  @Override
  public void content(ByteBuffer bytes) {
    if (inFile) {
      byte[] piece = new byte[bytes.remaining()];
      bytes.get(piece);
      add(piece);
    }
  }

  @Override
  public void end() {
    inFile = false;
  }
}
