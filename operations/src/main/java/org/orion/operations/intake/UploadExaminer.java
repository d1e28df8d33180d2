package org.orion.operations.intake;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// Looks at an uploaded file as the laboratory would: what it is, what a picture's look hashes to,
/// and on which lists it stands. Decoding happens in a process of its own. For several threads.
public interface UploadExaminer {

  /// The digests of a file.
  record Digests(Md5 md5, Sha1 sha1, Sha256 sha256) {}

  /// What came of decoding.
  enum Look {
    DECODED,
    NOT_MEDIA,
    /// It looks like a picture or video and cannot be decoded.
    UNREADABLE,
    TOO_LARGE,
    /// Too many other files were looked at just then.
    NO_ROOM
  }

  /// An entry of a list that a file agrees with.
  ///
  /// @param scheme of the category
  /// @param code of the category
  /// @param algorithm what agreed
  /// @param distanceBits 0 for digests
  record Listed(String list, String scheme, String code, String algorithm, int distanceBits) {}

  /// What is known of a file now.
  ///
  /// @param type by its content, such as `image/png`; empty when it was not there to be looked at
  /// @param listed empty: looked up, and on no list
  record Examined(Look look, Optional<String> type, Optional<Pdq> pdq, List<Listed> listed) {
    public Examined {
      listed = List.copyOf(listed);
    }
  }

  /// Looks a file up by its digests, and at its content where there is one.
  ///
  /// @param without why there is no content; [Look#TOO_LARGE] or [Look#NO_ROOM]
  /// @throws ExaminationException when the lists or the decoder failed: then nothing is known
  Examined examine(Digests digests, Optional<ByteBuffer> content, Look without)
      throws ExaminationException, InterruptedException;

  /// The lists cannot be read, or the decoder's process cannot be started.
  final class ExaminationException extends Exception {
    private static final long serialVersionUID = 1L;

    public ExaminationException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
