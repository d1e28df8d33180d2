package org.orion.triage.lists;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.orion.exchange.hash.HashAlgorithm;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;
import org.orion.triage.index.DamagedIndexException;
import org.orion.triage.index.ExactIndex;
import org.orion.triage.index.ExactIndexBuilder;
import org.orion.triage.index.PigeonholeIndex;
import org.orion.triage.index.SimilarityIndex;
import org.orion.triage.index.SimilarityIndexBuilder;

/// What a list is searched by: an index for each digest and one for the look of pictures. In files
/// they bear the list's name and generation, so that those of an older version never answer for a
/// newer one. They are made from the list and can be made again.
///
/// @param sizeBytes of the files; 0 in memory
record ListIndexes(
    ExactIndex md5, ExactIndex sha1, ExactIndex sha256, SimilarityIndex looks, long sizeBytes) {
  void find(HashValue digest, ExactIndex.Visitor visitor) {
    switch (digest) {
      case Md5 value -> md5.find(value, visitor);
      case Sha1 value -> sha1.find(value, visitor);
      case Sha256 value -> sha256.find(value, visitor);
      case Pdq unused ->
          throw new IllegalArgumentException("digest is a PDQ hash, must be MD5, SHA-1 or SHA-256");
    }
  }

  int size(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case MD5 -> md5.size();
      case SHA1 -> sha1.size();
      case SHA256 -> sha256.size();
      case PDQ, PDQ_512 -> looks.size();
    };
  }

  /// Hands on every hash of a list with its entry's number.
  interface Source {
    void forEachHash(Sink sink) throws IOException;
  }

  interface Sink {
    void accept(int entry, HashValue hash) throws IOException;
  }

  /// Opens the files of a list.
  ///
  /// @param generation 64 hexadecimal digits that name the version of the list
  /// @throws java.nio.file.NoSuchFileException when they were not made yet
  /// @throws DamagedIndexException when one is not what was written
  static ListIndexes open(Path folder, String list, String generation) throws IOException {
    PigeonholeIndex looks = PigeonholeIndex.open(file(folder, list, generation, HashAlgorithm.PDQ));
    ExactIndex md5 = open(folder, list, generation, HashAlgorithm.MD5);
    ExactIndex sha1 = open(folder, list, generation, HashAlgorithm.SHA1);
    ExactIndex sha256 = open(folder, list, generation, HashAlgorithm.SHA256);
    for (String owner : List.of(looks.owner(), md5.owner(), sha1.owner(), sha256.owner())) {
      if (!owner.equals(generation)) {
        throw new IOException(
            "an index of list %s belongs to another version of it; orion list index %s makes it anew"
                .formatted(list, list));
      }
    }
    return new ListIndexes(
        md5, sha1, sha256, looks, looks.bytes() + md5.bytes() + sha1.bytes() + sha256.bytes());
  }

  private static ExactIndex open(
      Path folder, String list, String generation, HashAlgorithm algorithm) throws IOException {
    return ExactIndex.open(file(folder, list, generation, algorithm), algorithm);
  }

  private static Path file(Path folder, String list, String generation, HashAlgorithm algorithm) {
    return folder.resolve("%s.%s.%s".formatted(list, generation.substring(0, 16), algorithm.id()));
  }

  /// Makes the files of a list.
  static void build(Path folder, String list, String generation, Source source) throws IOException {
    byte[] owner = HexFormat.of().parseHex(generation);
    try (ExactIndexBuilder md5 = new ExactIndexBuilder(HashAlgorithm.MD5, folder);
        ExactIndexBuilder sha1 = new ExactIndexBuilder(HashAlgorithm.SHA1, folder);
        ExactIndexBuilder sha256 = new ExactIndexBuilder(HashAlgorithm.SHA256, folder);
        SimilarityIndexBuilder looks = new SimilarityIndexBuilder()) {
      source.forEachHash(sink(md5, sha1, sha256, looks));
      md5.build(file(folder, list, generation, HashAlgorithm.MD5), owner);
      sha1.build(file(folder, list, generation, HashAlgorithm.SHA1), owner);
      sha256.build(file(folder, list, generation, HashAlgorithm.SHA256), owner);
      looks.build(file(folder, list, generation, HashAlgorithm.PDQ), owner);
    }
  }

  /// Makes them in memory.
  static ListIndexes build(Source source) throws IOException {
    try (ExactIndexBuilder md5 = new ExactIndexBuilder(HashAlgorithm.MD5);
        ExactIndexBuilder sha1 = new ExactIndexBuilder(HashAlgorithm.SHA1);
        ExactIndexBuilder sha256 = new ExactIndexBuilder(HashAlgorithm.SHA256);
        SimilarityIndexBuilder looks = new SimilarityIndexBuilder()) {
      source.forEachHash(sink(md5, sha1, sha256, looks));
      return new ListIndexes(md5.build(), sha1.build(), sha256.build(), looks.build(), 0);
    }
  }

  private static Sink sink(
      ExactIndexBuilder md5,
      ExactIndexBuilder sha1,
      ExactIndexBuilder sha256,
      SimilarityIndexBuilder looks) {
    return (entry, hash) -> {
      switch (hash) {
        case Md5 value -> md5.add(value, entry);
        case Sha1 value -> sha1.add(value, entry);
        case Sha256 value -> sha256.add(value, entry);
        case Pdq value -> looks.add(value, entry);
      }
    };
  }

  /// Removes the files of all versions of a list but one. Who has them open is not disturbed.
  ///
  /// @param kept the generation to keep, or nothing
  static void remove(Path folder, String list, String kept) throws IOException {
    String keptPart = kept.isEmpty() ? "" : kept.substring(0, 16);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String[] parts = parts(file.getFileName().toString());
        if (parts[0].equals(list) && !parts[1].equals(keptPart)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /// A file's list and generation; of a half-written one too, whose name has a dot before it.
  private static String[] parts(String fileName) {
    String name = fileName.startsWith(".") ? fileName.substring(1) : fileName;
    if (name.endsWith(".part")) {
      name = name.substring(0, name.length() - ".part".length());
    }
    int algorithm = name.lastIndexOf('.');
    int generation = algorithm < 0 ? -1 : name.lastIndexOf('.', algorithm - 1);
    return generation < 0
        ? new String[] {"", ""}
        : new String[] {name.substring(0, generation), name.substring(generation + 1, algorithm)};
  }
}
