package org.orion.triage.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.orion.triage.evidence.Unreadable;
import org.orion.triage.evidence.Unreadable.Reason;

/// Where the files in a backup or an extraction were on the device, by what they are called here.
///
/// Of each name 64 bits of its SHA-256 are kept, and the places as bytes in one piece, so that a
/// million fit. Beyond the limits no more are taken, and [#problem()] says so.
final class Origins {
  static final int MOST_FILES = 1_000_000;
  static final int MOST_BYTES = 64 << 20;
  static final int MOST_ORIGIN_BYTES = 4_096;

  private final MessageDigest digest;
  private long[] names = new long[0];
  private int[] places = new int[0];
  private byte[] texts = new byte[0];
  private int textBytes;
  private int count;
  private @Nullable Unreadable problem;

  Origins() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /// Why not all places are known, or the files cannot be read.
  Optional<Unreadable> problem() {
    return Optional.ofNullable(problem);
  }

  /// Keeps the first problem.
  void setProblem(Reason reason, String detail) {
    if (problem == null) {
      problem = new Unreadable(reason, detail);
    }
  }

  /// @param name the member's, or the last part of it where that is unique
  void put(String name, String origin) {
    byte[] text = origin.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, MOST_ORIGIN_BYTES);
    if (count == MOST_FILES || textBytes + 2 + length > MOST_BYTES) {
      setProblem(
          Reason.TOO_LARGE,
          "where files were on the device is known of the first %,d of them only".formatted(count));
      return;
    }
    if (4 * (count + 1) > 3 * names.length) {
      grow();
    }
    int slot = slot(fingerprint(name));
    if (names[slot] != 0) {
      return;
    }
    if (textBytes + 2 + length > texts.length) {
      texts = Arrays.copyOf(texts, Math.clamp(2L * texts.length, 1 << 16, MOST_BYTES));
    }
    names[slot] = fingerprint(name);
    places[slot] = textBytes;
    texts[textBytes++] = (byte) (length >> 8);
    texts[textBytes++] = (byte) length;
    System.arraycopy(text, 0, texts, textBytes, length);
    textBytes += length;
    count++;
  }

  /// Where a member was; empty when nothing says so.
  String of(String member) {
    if (count == 0) {
      return "";
    }
    int slot = slot(fingerprint(member));
    if (names[slot] == 0) {
      slot = slot(fingerprint(member.substring(member.lastIndexOf('/') + 1)));
    }
    if (names[slot] == 0) {
      return "";
    }
    int at = places[slot];
    int length = (texts[at] & 0xFF) << 8 | texts[at + 1] & 0xFF;
    return new String(texts, at + 2, length, StandardCharsets.UTF_8);
  }

  private void grow() {
    long[] oldNames = names;
    int[] oldPlaces = places;
    names = new long[Math.max(1 << 10, 2 * oldNames.length)];
    places = new int[names.length];
    for (int i = 0; i < oldNames.length; i++) {
      if (oldNames[i] != 0) {
        int slot = slot(oldNames[i]);
        names[slot] = oldNames[i];
        places[slot] = oldPlaces[i];
      }
    }
  }

  private int slot(long name) {
    int slot = (int) name & names.length - 1;
    while (names[slot] != 0 && names[slot] != name) {
      slot = slot + 1 & names.length - 1;
    }
    return slot;
  }

  private long fingerprint(String name) {
    byte[] sum = digest.digest(name.getBytes(StandardCharsets.UTF_8));
    return Long.rotateLeft(ByteBuffer.wrap(sum).getLong(), 1) | 1L << 63;
  }
}
