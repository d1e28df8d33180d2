package org.orion.operations.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.intake.UploadExaminer.Digests;
import org.orion.operations.intake.UploadExaminer.ExaminationException;
import org.orion.operations.intake.UploadExaminer.Examined;
import org.orion.operations.intake.UploadExaminer.Look;
import org.springframework.stereotype.Component;

/// Receives a provider's file: hashes it while it comes, looks it up, and either hands it to the
/// drop folder encrypted or lets it go. Its bytes are never on a disk in the clear.
@Component
final class UploadReceiver {
  /// A larger file is hashed and looked up by its digests, and not decoded.
  static final int MOST_EXAMINED_BYTES = 64 << 20;

  /// Memory for files that wait to be decoded, of all requests together.
  private static final int MEBIBYTES_IN_MEMORY = 128;

  private static final int MEBIBYTE = 1 << 20;
  private static final int MOST_PARTS = 8;
  private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_LENGTH = 25;

  /// What every file's id looks like.
  static final String FILE_ID = "f[%s]{%d}".formatted(ID_LETTERS, ID_LENGTH);

  private final IntakeTools tools;
  private final Optional<EvidenceDrop> drop;
  private final Semaphore room = new Semaphore(MEBIBYTES_IN_MEMORY);
  private final SecureRandom random = new SecureRandom();

  UploadReceiver(IntakeTools tools) throws IOException {
    this.tools = tools;
    this.drop =
        tools.drop().isPresent()
            ? Optional.of(new EvidenceDrop(tools.drop().get()))
            : Optional.empty();
  }

  /// A file that is in.
  ///
  /// @param examined nothing when nobody could look
  /// @param dropped whether it is in the drop folder
  record Received(
      String fileId, long bytes, Digests digests, Optional<Examined> examined, boolean dropped) {}

  /// What is asked when the report's number is known, before its file comes.
  interface Gate {
    void open(String reportId);
  }

  /// What a request brought.
  ///
  /// @param reportId as it stands in the request
  record Brought(Optional<String> reportId, Optional<Received> file) {}

  long mostBytes() {
    return tools.mostUploadBytes();
  }

  /// Reads a request with the fields `id` and `file`.
  ///
  /// @throws IspwsRefusedException what the answer is when it is not taken
  Brought receive(HttpServletRequest request, Gate gate) throws IOException, InterruptedException {
    if (request.getContentLengthLong() > tools.mostUploadBytes() + MEBIBYTE) {
      throw tooLarge();
    }
    try (Reception reception = new Reception(gate)) {
      MultipartBody.read(request, MOST_PARTS, reception);
      return reception.finish();
    } catch (RefusalOnTheWayException refused) {
      throw refused.refusal;
    }
  }

  /// Takes a file out of the drop folder.
  void forget(String fileId) throws IOException {
    if (drop.isPresent()) {
      drop.get().remove(fileId);
    }
  }

  private IspwsRefusedException tooLarge() {
    return IspwsRefusedException.fileTooLarge(tools.mostUploadBytes());
  }

  private String newId() {
    StringBuilder id = new StringBuilder("f");
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
    }
    return id.toString();
  }

  /// A refusal that stops the reading of the body.
  private static final class RefusalOnTheWayException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient IspwsRefusedException refusal;

    RefusalOnTheWayException(IspwsRefusedException refusal) {
      super(refusal);
      this.refusal = refusal;
    }
  }

  /// One request on its way.
  private final class Reception implements MultipartBody.Receiver, AutoCloseable {
    private final Gate gate;
    private MultipartBody.@Nullable FieldText id;
    private Optional<String> reportId = Optional.empty();
    private @Nullable FileOnTheWay file;
    private String part = "";

    Reception(Gate gate) {
      this.gate = gate;
    }

    @Override
    public void begin(String name, Optional<String> fileName) throws IOException {
      part = name;
      if (name.equals("id")) {
        id = new MultipartBody.FieldText();
      } else if (name.equals("file")) {
        if (file != null) {
          throw new MultipartBody.MalformedException("two files in one request");
        }
        file = new FileOnTheWay();
      }
    }

    @Override
    public void content(ByteBuffer bytes) throws IOException {
      if (part.equals("id") && id != null) {
        id.add(bytes);
      } else if (part.equals("file") && file != null) {
        file.add(bytes);
      }
    }

    @Override
    public void end() throws IOException {
      if (part.equals("id") && id != null) {
        reportId = Optional.of(id.text().strip());
        try {
          gate.open(reportId.get());
        } catch (IspwsRefusedException closed) {
          throw new RefusalOnTheWayException(closed);
        }
      }
    }

    Brought finish() throws IOException, InterruptedException {
      return new Brought(reportId, file == null ? Optional.empty() : Optional.of(file.finish()));
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }

  /// The file of a request.
  private final class FileOnTheWay implements AutoCloseable {
    private final String fileId = newId();
    private final MessageDigest md5 = digest("MD5");
    private final MessageDigest sha1 = digest("SHA-1");
    private final MessageDigest sha256 = digest("SHA-256");
    private final EvidenceDrop.@Nullable Box box;
    private final List<byte[]> pieces = new ArrayList<>();
    private int permits;
    private long bytes;
    private Look without = Look.TOO_LARGE;
    private boolean inMemory = tools.examiner().isPresent();

    FileOnTheWay() throws IOException {
      box = drop.isPresent() ? drop.get().open(fileId) : null;
    }

    void add(ByteBuffer piece) throws IOException {
      bytes += piece.remaining();
      if (bytes > tools.mostUploadBytes()) {
        throw new RefusalOnTheWayException(tooLarge());
      }
      md5.update(piece.duplicate());
      sha1.update(piece.duplicate());
      sha256.update(piece.duplicate());
      if (inMemory) {
        hold(piece.duplicate());
      }
      if (box != null) {
        box.write(piece);
      }
    }

    private void hold(ByteBuffer piece) {
      boolean fits = bytes <= MOST_EXAMINED_BYTES;
      while (fits && (long) permits * MEBIBYTE < bytes) {
        fits = room.tryAcquire();
        permits += fits ? 1 : 0;
      }
      if (fits) {
        byte[] copy = new byte[piece.remaining()];
        piece.get(copy);
        pieces.add(copy);
      } else {
        without = bytes <= MOST_EXAMINED_BYTES ? Look.NO_ROOM : Look.TOO_LARGE;
        letGo();
      }
    }

    private void letGo() {
      inMemory = false;
      pieces.clear();
      room.release(permits);
      permits = 0;
    }

    Received finish() throws IOException, InterruptedException {
      Digests digests =
          new Digests(Md5.parse(hex(md5)), Sha1.parse(hex(sha1)), Sha256.parse(hex(sha256)));
      Optional<Examined> examined = examined(digests);
      if (box != null) {
        box.keep();
      }
      return new Received(fileId, bytes, digests, examined, box != null);
    }

    /// A look-up that fails is no "not listed": it is nothing, and the file waits for another look.
    private Optional<Examined> examined(Digests digests) throws InterruptedException {
      if (tools.examiner().isEmpty()) {
        return Optional.empty();
      }
      try {
        Optional<ByteBuffer> content = inMemory ? Optional.of(joined()) : Optional.empty();
        return Optional.of(tools.examiner().get().examine(digests, content, without));
      } catch (ExaminationException failed) {
        System.err.println("orion: an upload could not be looked at: " + failed.getMessage());
        return Optional.empty();
      }
    }

    private ByteBuffer joined() {
      ByteBuffer whole = ByteBuffer.allocate((int) bytes);
      pieces.forEach(whole::put);
      pieces.clear();
      return whole.flip().asReadOnlyBuffer();
    }

    @Override
    public void close() throws IOException {
      letGo();
      if (box != null) {
        box.close();
      }
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
