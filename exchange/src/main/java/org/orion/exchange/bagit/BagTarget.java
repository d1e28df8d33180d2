package org.orion.exchange.bagit;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Where a bag's files go, one after the other.
interface BagTarget {
  /// A stream of one file, which the caller closes.
  OutputStream open(String path) throws IOException;

  void finish() throws IOException;

  /// A new folder.
  static BagTarget folder(Path folder) throws IOException {
    Files.createDirectory(folder);
    return new BagTarget() {
      @Override
      public OutputStream open(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16);
      }

      @Override
      public void finish() {}
    };
  }

  /// A zip with one folder (RFC 8493 section 4). All its entries have one time, so that the same
  /// files give the same bytes.
  static BagTarget zip(OutputStream output, String name, Instant time) {
    ZipOutputStream zip = new ZipOutputStream(output, StandardCharsets.UTF_8);
    return new BagTarget() {
      @Override
      public OutputStream open(String path) throws IOException {
        ZipEntry entry = new ZipEntry(name + "/" + path);
        entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        zip.putNextEntry(entry);
        return new FilterOutputStream(zip) {
          @Override
          public void write(byte[] buffer, int offset, int length) throws IOException {
            zip.write(buffer, offset, length);
          }

          @Override
          public void close() throws IOException {
            zip.closeEntry();
          }
        };
      }

      @Override
      public void finish() throws IOException {
        zip.finish();
      }
    };
  }
}
