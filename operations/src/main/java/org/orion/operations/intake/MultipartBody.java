package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/// Reads `multipart/form-data` (RFC 7578) as it comes, part by part: nothing of it is kept in
/// memory or written to a disk unless the receiver does so.
public final class MultipartBody {
  private static final int MOST_HEADER_BYTES = 8 << 10;
  private static final int BUFFER_BYTES = 64 << 10;

  /// A field longer than this is no field.
  static final int MOST_FIELD_BYTES = 8 << 10;

  private MultipartBody() {}

  /// Takes the parts, in their order.
  public interface Receiver {
    /// A part begins.
    ///
    /// @param fileName of a file; empty for a field
    void begin(String name, Optional<String> fileName) throws IOException;

    /// The next bytes of the part, valid during the call alone.
    void content(ByteBuffer bytes) throws IOException;

    void end() throws IOException;
  }

  /// The body is none of this type, or is cut off.
  public static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  public static boolean isOne(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  /// Reads the request's body to its end.
  ///
  /// @throws IOException what the receiver threw, or why the body cannot be read
  public static void read(HttpServletRequest request, int mostParts, Receiver receiver)
      throws IOException {
    String boundary = MultiPart.extractBoundary(String.valueOf(request.getContentType()));
    if (boundary == null || boundary.isEmpty()) {
      throw new MalformedException("multipart/form-data without a boundary");
    }
    Listener listener = new Listener(receiver);
    MultiPart.Parser parser = new MultiPart.Parser(boundary, listener);
    parser.setMaxParts(mostParts);
    parser.setPartHeadersMaxLength(MOST_HEADER_BYTES);
    try (InputStream body = new SteadyBody(request.getInputStream())) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, read), false));
        listener.rethrow();
      }
      parser.parse(Content.Chunk.EOF);
      listener.rethrow();
    }
    if (!listener.complete) {
      throw new MalformedException("the last part does not end");
    }
  }

  /// Collects a field's text.
  static final class FieldText {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void add(ByteBuffer piece) throws MalformedException {
      if (bytes.size() + piece.remaining() > MOST_FIELD_BYTES) {
        throw new MalformedException("a field of more than " + MOST_FIELD_BYTES + " bytes");
      }
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.writeBytes(copy);
    }

    String text() {
      return bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /// Hands the parser's events on, and keeps what stops it.
  private static final class Listener extends MultiPart.AbstractPartsListener {
    private final Receiver receiver;
    private @Nullable IOException problem;
    private boolean complete;
    private boolean begun;

    Listener(Receiver receiver) {
      this.receiver = receiver;
    }

    private interface Step {
      void run() throws IOException;
    }

    private void step(Step step) {
      if (problem == null) {
        try {
          step.run();
        } catch (IOException stopped) {
          problem = stopped;
        }
      }
    }

    private void begin() {
      if (!begun) {
        begun = true;
        String name = getName();
        String file = getFileName();
        step(() -> receiver.begin(name == null ? "" : name, Optional.ofNullable(file)));
      }
    }

    @Override
    public void onPartHeaders() {
      begin();
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
      begin();
      step(() -> receiver.content(chunk.getByteBuffer().slice()));
    }

    @Override
    public void onPart(String name, String fileName, HttpFields headers) {
      begin();
      begun = false;
      step(receiver::end);
    }

    @Override
    public void onComplete() {
      super.onComplete();
      complete = true;
    }

    @Override
    public void onFailure(Throwable failure) {
      super.onFailure(failure);
      if (problem == null) {
        problem = new MalformedException(String.valueOf(failure.getMessage()));
      }
    }

    void rethrow() throws IOException {
      if (problem != null) {
        throw problem;
      }
    }
  }
}
