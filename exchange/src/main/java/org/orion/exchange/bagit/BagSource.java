package org.orion.exchange.bagit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.orion.exchange.bagit.BagFindings.Kind;
import org.orion.exchange.bagit.BagFindings.Problem;

/// The files of a bag, wherever it lies.
interface BagSource extends AutoCloseable {
  /// How many files a bag may have.
  int MOST_FILES = 100_000;

  /// Paths within the bag.
  SortedSet<String> files();

  /// What was wrong before any file was opened.
  List<Problem> problems();

  InputStream open(String path) throws IOException;

  @Override
  void close() throws IOException;

  static BagSource folder(Path folder) throws IOException {
    return new Folder(folder);
  }

  static BagSource zip(Path file) throws IOException {
    return new Zip(file);
  }

  /// A folder that holds the bag's files.
  final class Folder implements BagSource {
    private final Map<String, Path> files = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Folder(Path folder) throws IOException {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String path = folder.relativize(file).toString();
              if (attributes.isRegularFile()) {
                files.put(path, file);
              } else {
                problems.add(
                    new Problem(
                        Kind.FORBIDDEN, BagNames.shown(path), "neither a file nor a folder"));
              }
              if (files.size() > MOST_FILES) {
                problems.add(
                    new Problem(Kind.TOO_LARGE, "", "more than %d files".formatted(MOST_FILES)));
                return FileVisitResult.TERMINATE;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }

    @Override
    public SortedSet<String> files() {
      return new TreeSet<>(files.keySet());
    }

    @Override
    public List<Problem> problems() {
      return Collections.unmodifiableList(problems);
    }

    @Override
    public InputStream open(String path) throws IOException {
      return Files.newInputStream(known(files, path));
    }

    @Override
    public void close() {}
  }

  /// A zip with one folder that holds them.
  final class Zip implements BagSource {
    private final ZipFile zip;
    private final Map<String, ZipArchiveEntry> files = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Zip(Path file) throws IOException {
      zip = ZipFile.builder().setPath(file).get();
      SortedSet<String> roots = new TreeSet<>();
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        if (files.size() > MOST_FILES) {
          problems.add(new Problem(Kind.TOO_LARGE, "", "more than %d files".formatted(MOST_FILES)));
          break;
        }
        enter(entry, roots);
      }
      if (roots.size() > 1) {
        problems.add(
            new Problem(
                Kind.MALFORMED,
                "",
                "a zip must hold one folder, and holds "
                    + BagNames.shown(String.join(", ", roots))));
      }
    }

    private void enter(ZipArchiveEntry entry, SortedSet<String> roots) {
      String name = name(entry);
      int slash = name.indexOf('/');
      if (slash <= 0) {
        wrong(Kind.FORBIDDEN, name, "lies beside the folder of the bag");
        return;
      }
      roots.add(name.substring(0, slash));
      String path = name.substring(slash + 1);
      BagNames.danger(name.substring(0, slash))
          .ifPresent(danger -> wrong(Kind.DANGEROUS_NAME, name, danger));
      if (entry.isDirectory()) {
        return;
      }
      if (entry.isUnixSymlink() || !zip.canReadEntryData(entry)) {
        wrong(Kind.FORBIDDEN, path, "a link, encrypted, or packed in a way that is not read");
      } else if (files.putIfAbsent(path, entry) != null) {
        wrong(Kind.FORBIDDEN, path, "is in the zip twice");
      }
    }

    /// The name in UTF-8, where it is that, whatever the entry's flags say.
    private static String name(ZipArchiveEntry entry) {
      byte[] raw = entry.getRawName();
      try {
        return raw == null
            ? entry.getName()
            : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
      } catch (CharacterCodingException foreign) {
        return entry.getName();
      }
    }

    private void wrong(Kind kind, String path, String detail) {
      problems.add(new Problem(kind, BagNames.shown(path), detail));
    }

    @Override
    public SortedSet<String> files() {
      return new TreeSet<>(files.keySet());
    }

    @Override
    public List<Problem> problems() {
      return Collections.unmodifiableList(problems);
    }

    @Override
    public InputStream open(String path) throws IOException {
      return zip.getInputStream(known(files, path));
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }

  private static <T> T known(Map<String, T> files, String path) throws IOException {
    T file = files.get(path);
    if (file == null) {
      throw new IOException(BagNames.shown(path) + " is not in the bag");
    }
    return file;
  }
}
