package org.orion.exchange.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;

/// Signs notes with the private half of an Ed25519 key.
public final class NoteSigner {
  private final NoteKey key;
  private final PrivateKey privateKey;

  /// @throws IllegalArgumentException unless both are halves of one key
  public NoteSigner(NoteKey key, PrivateKey privateKey) {
    this.key = key;
    this.privateKey = privateKey;
    byte[] trial = "trial".getBytes(StandardCharsets.UTF_8);
    if (!key.verifies(trial, signed(trial))) {
      throw new IllegalArgumentException(
          "the private key does not belong to %s, must be its other half".formatted(key));
    }
  }

  /// A new pair of keys; whoever makes one keeps it.
  public static KeyPair newKeys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has Ed25519", impossible);
    }
  }

  /// The public half.
  public NoteKey key() {
    return key;
  }

  /// The note with this signer's signature after those that it has.
  ///
  /// @param time of a witness's signature, in whole seconds; a log's has none
  public SignedNote sign(SignedNote note, Instant time) {
    byte[] signature =
        switch (key.kind()) {
          case LOG -> signed(SignedNote.logMessage(note.text()));
          case WITNESS -> {
            long seconds = time.getEpochSecond();
            byte[] bytes = signed(SignedNote.witnessMessage(note.text(), seconds));
            yield ByteBuffer.allocate(8 + bytes.length).putLong(seconds).put(bytes).array();
          }
        };
    return note.with(NoteSignature.of(key, signature));
  }

  private byte[] signed(byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(privateKey);
      signer.update(message);
      return signer.sign();
    } catch (InvalidKeyException | SignatureException wrongKey) {
      throw new IllegalArgumentException("a private key is not of Ed25519, must be", wrongKey);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has Ed25519", impossible);
    }
  }
}
