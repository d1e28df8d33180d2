package org.orion.triage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// An image of every kind that is read, as its own tools make it, with files of known contents.
final class HostileImages {
  private final Path folder;
  private final Random random;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Set<String> md5 = new HashSet<>();
  private final Set<ByteBuffer> contentSectors = new HashSet<>();
  private final List<String> names = new ArrayList<>();

  HostileImages(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  /// Makes them all.
  ///
  /// @return names of the files
  List<String> make() throws Exception {
    Files.createDirectories(folder.resolve("src/sub/deep"));
    put("a.bin", 100_000);
    put("b.txt", 11);
    put("sub/c.bin", 70_001);
    put("sub/deep/d.bin", 4_096);
    put("gone.bin", 30_000);
    fat("fat16.img", "8M", "-F 16 -s 1");
    fat("fat32.img", "34M", "-F 32 -s 1");
    ext("ext2.img", "ext2");
    ext("ext3.img", "ext3");
    ext("ext4.img", "ext4");
    make("ntfs.img", "truncate -s 8M ntfs.img && mkfs.ntfs -q -F -Q ntfs.img");
    shell("for f in a.bin b.txt gone.bin; do ntfscp -q -f ntfs.img src/$f $f; done");
    shell("ntfscp -q -f -N hidden ntfs.img src/sub/c.bin b.txt");
    make("exfat.img", "truncate -s 8M exfat.img && mkfs.exfat exfat.img");
    Path exfat = folder.resolve("exfat.img");
    ExfatFiles.put(exfat, "a.bin", file("a.bin"), "c.bin", file("sub/c.bin"));
    make("cd.iso", "genisoimage -quiet -J -R -o cd.iso src");
    HfsPlusVolume.write(
        folder.resolve("hfs.img"),
        "a.bin",
        file("a.bin"),
        "b.txt",
        file("b.txt"),
        "c.bin",
        file("sub/c.bin"));
    names.add("hfs.img");
    make("apfs.img", "truncate -s 520M apfs.img && mkapfs apfs.img");
    make("gpt.img", "truncate -s 24M gpt.img && sgdisk -n 1:2048:+8M -n 2:0:+12M gpt.img");
    copyInto("gpt.img");
    table("dos.img", "msdos");
    table("apm.img", "mac");
    make("gpt.E01", "ewfacquire -u -q -t gpt -c best -f encase6 gpt.img");
    return List.copyOf(names);
  }

  private void fat(String name, String size, String options) throws Exception {
    make(name, "truncate -s %s %s && mkfs.vfat %s -n TEST %2$s".formatted(size, name, options));
    shell("mcopy -i %s -s src/* ::/ && mdel -i %1$s ::/gone.bin".formatted(name));
  }

  private void ext(String name, String type) throws Exception {
    make(name, "mkfs.%s -q -d src %s 12M".formatted(type, name));
    shell("debugfs -w -R 'rm /gone.bin' " + name);
  }

  private void table(String name, String label) throws Exception {
    String parts = "mkpart primary fat16 1MiB 9MiB mkpart primary ext2 9MiB 21MiB";
    if (label.equals("mac")) {
      parts = parts.replace("primary", "part");
    }
    make(name, "truncate -s 24M %s && parted -s %1$s mklabel %s %s".formatted(name, label, parts));
    copyInto(name);
  }

  private void copyInto(String disk) throws Exception {
    shell("dd if=fat16.img of=%s bs=1M seek=1 conv=notrunc".formatted(disk));
    shell("dd if=ext4.img of=%s bs=1M seek=9 conv=notrunc".formatted(disk));
  }

  private void make(String name, String command) throws Exception {
    shell(command);
    names.add(name);
  }

  private void put(String name, int bytes) throws Exception {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    Files.write(folder.resolve("src").resolve(name), content);
    files.put(name, content);
    md5.add(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content)));
    for (int at = 0; at + PatchedImage.SECTOR_BYTES <= bytes; at += PatchedImage.SECTOR_BYTES) {
      contentSectors.add(ByteBuffer.wrap(content, at, PatchedImage.SECTOR_BYTES).slice());
    }
  }

  byte[] file(String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  /// Of every content that was put in, by the JDK alone.
  Set<String> md5() {
    return Set.copyOf(md5);
  }

  /// How many of the contents that were put in an image has at least that the program must find.
  static int leastFiles(String name) {
    return switch (name) {
      case "apfs.img" -> 0;
      case "exfat.img" -> 2;
      case "hfs.img", "ntfs.img" -> 3;
      default -> 4;
    };
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /// Numbers of the sectors that hold anything but zeros and the files' contents: what the file
  /// system itself wrote.
  List<Long> structures(FileChannel image) throws IOException {
    List<Long> found = new ArrayList<>();
    ByteBuffer piece = ByteBuffer.allocate(1 << 20);
    ByteBuffer zeros = ByteBuffer.allocate(PatchedImage.SECTOR_BYTES);
    for (long at = 0; at < image.size(); at += piece.capacity()) {
      piece.clear();
      while (piece.hasRemaining() && image.read(piece, at + piece.position()) >= 0) {
        continue;
      }
      int sectors = piece.position() / PatchedImage.SECTOR_BYTES;
      for (int i = 0; i < sectors; i++) {
        ByteBuffer sector = piece.slice(i * PatchedImage.SECTOR_BYTES, PatchedImage.SECTOR_BYTES);
        if (!sector.equals(zeros) && !contentSectors.contains(sector)) {
          found.add(at / PatchedImage.SECTOR_BYTES + i);
        }
      }
    }
    return found;
  }

  private void shell(String command) throws Exception {
    shell(folder, command);
  }

  static void shell(Path folder, String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + "\n" + said).isZero();
  }
}
