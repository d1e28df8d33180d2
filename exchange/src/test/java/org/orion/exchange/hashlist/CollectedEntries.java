package org.orion.exchange.hashlist;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.FormatException;

/// What a reader gave, and well-known hashes of harmless words to read.
final class CollectedEntries implements ListReader.EntrySink {
  static final String MD5_HELLO = "5d41402abc4b2a76b9719d911017c592";
  static final String SHA1_HELLO = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
  static final String MD5_ABC = "900150983cd24fb0d6963f7d28e17f72";
  static final String SHA1_ABC = "a9993e364706816aba3e25717850c26c9cd0d89d";
  static final String SHA256_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  static final String PDQ = "d8f8f0cec0f4a84f0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b22";
  static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";
  static final String SHA1_OF_NOTHING = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
  static final String SHA256_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  final List<ListEntry> entries = new ArrayList<>();
  final List<String> withdrawn = new ArrayList<>();
  final List<String> refused = new ArrayList<>();

  static CollectedEntries read(String text, String scheme) throws IOException, FormatException {
    return read(text.getBytes(StandardCharsets.UTF_8), scheme);
  }

  /// Reads what `list` holds, in the format that its content tells.
  static CollectedEntries read(byte[] content, String scheme) throws IOException, FormatException {
    BufferedInputStream input = new BufferedInputStream(new ByteArrayInputStream(content));
    CollectedEntries collected = new CollectedEntries();
    ListFormats.detect(input, "list").read(input, "list", scheme, collected);
    return collected;
  }

  static String formatOf(String text) throws IOException, FormatException {
    return ListFormats.detect(
            new BufferedInputStream(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))),
            "list")
        .format();
  }

  @Override
  public void accept(ListEntry entry) {
    entries.add(entry);
  }

  @Override
  public void withdraw(String position, String entryId) {
    withdrawn.add(entryId);
  }

  @Override
  public void refuse(String position, String reason) {
    refused.add(position + " " + reason);
  }

  ListEntry only() {
    if (entries.size() != 1) {
      throw new AssertionError(entries.size() + " entries, expected one; refused " + refused);
    }
    return entries.getFirst();
  }
}
