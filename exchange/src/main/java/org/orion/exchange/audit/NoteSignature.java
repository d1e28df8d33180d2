package org.orion.exchange.audit;

import java.nio.ByteBuffer;
import java.util.Base64;

/// One line of signature below a note.
///
/// @param name of the key
/// @param base64 of the key's id, four bytes, and the signature in the key's own form
public record NoteSignature(String name, String base64) {
  static final int ID_BYTES = 4;
  static final int SIGNATURE_BYTES = 64;
  static final int TIME_BYTES = 8;

  public NoteSignature {
    if (!NoteKey.isName(name)) {
      throw new IllegalArgumentException(
          "a key's name is '%s', must be without spaces and plus signs".formatted(name));
    }
    if (Base64.getDecoder().decode(base64).length <= ID_BYTES) {
      throw new IllegalArgumentException("a signature is empty, must not be");
    }
  }

  static NoteSignature of(NoteKey key, byte[] signature) {
    byte[] bytes =
        ByteBuffer.allocate(ID_BYTES + signature.length).putInt(key.id()).put(signature).array();
    return new NoteSignature(key.name(), Base64.getEncoder().encodeToString(bytes));
  }

  /// Whether it says that it was made with this key.
  boolean names(NoteKey key) {
    return name.equals(key.name()) && NoteKey.id(bytes()) == key.id();
  }

  /// Whether it was made with this key over this text.
  boolean holds(NoteKey key, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes());
    if (bytes.getInt() != key.id()) {
      return false;
    }
    byte[] signature = new byte[SIGNATURE_BYTES];
    return switch (key.kind()) {
      case LOG -> {
        if (bytes.remaining() != SIGNATURE_BYTES) {
          yield false;
        }
        bytes.get(signature);
        yield key.verifies(SignedNote.logMessage(text), signature);
      }
      case WITNESS -> {
        if (bytes.remaining() != TIME_BYTES + SIGNATURE_BYTES) {
          yield false;
        }
        long seconds = bytes.getLong();
        bytes.get(signature);
        yield seconds >= 0 && key.verifies(SignedNote.witnessMessage(text, seconds), signature);
      }
    };
  }

  private byte[] bytes() {
    return Base64.getDecoder().decode(base64);
  }

  /// The line, without its end.
  @Override
  public String toString() {
    return SignedNote.DASH + name + " " + base64;
  }
}
