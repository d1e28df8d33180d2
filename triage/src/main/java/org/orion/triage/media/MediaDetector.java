package org.orion.triage.media;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.orion.triage.media.MediaType.Kind;

/// Tells what a file is from its first bytes, never from its name.
///
/// A table of the formats that matter here, in the order of how surely they are told. What is not
/// in it is text or unknown, and nobody needs to look at it. Sources: each format's specification;
/// the registry of media types.
public final class MediaDetector {
  /// How many first bytes are enough for every format here.
  public static final int HEAD_BYTES = 34 << 10;

  /// All formats but one are told by these; an ISO 9660 file system begins further behind.
  private static final int USUAL_HEAD_BYTES = 4096;

  private static final int ISO_AT = 32_769;
  private static final int TAR_CHECKSUM = 148;
  private static final int TAR_BLOCK = 512;
  private static final Set<String> HEIF_BRANDS =
      Set.of("mif1", "msf1", "heic", "heix", "heim", "heis", "hevc", "hevx", "heif", "MiHE");
  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis", "MA1B", "MA1A");
  private static final Set<String> AUDIO_BRANDS = Set.of("M4A ", "M4B ", "M4P ", "F4A ", "F4B ");
  private static final Set<String> QUICKTIME_BOXES =
      Set.of("moov", "mdat", "wide", "free", "skip", "pnot", "uuid", "moof", "styp", "sidx");

  private final byte[] head;
  private final int length;

  private MediaDetector(byte[] head, int length) {
    this.head = head;
    this.length = length;
  }

  /// @param head the first bytes of a file
  /// @param length how many of them there are; fewer than [#HEAD_BYTES] only when the file ends
  public static MediaType detect(byte[] head, int length) {
    if (length == 0) {
      return MediaType.EMPTY;
    }
    if (length > ISO_AT + 5
        && new String(head, ISO_AT, 5, StandardCharsets.US_ASCII).equals("CD001")) {
      return MediaType.DISK_IMAGE;
    }
    MediaDetector detector = new MediaDetector(head, Math.min(length, USUAL_HEAD_BYTES));
    MediaType type = detector.picture();
    if (type == null) {
      type = detector.video();
    }
    if (type == null) {
      type = detector.container();
    }
    if (type == null) {
      type = DocumentTypes.binary(head, length);
    }
    return type == null ? detector.other(length) : type;
  }

  private static MediaType picture(String subtype) {
    return new MediaType("image/" + subtype, Kind.PICTURE);
  }

  private static MediaType video(String subtype) {
    return new MediaType("video/" + subtype, Kind.VIDEO);
  }

  private static MediaType container(String name) {
    return new MediaType("application/" + name, Kind.CONTAINER);
  }

  private static MediaType other(String name) {
    return new MediaType(name, Kind.OTHER);
  }

  private @Nullable MediaType picture() {
    if (starts(0xFF, 0xD8, 0xFF)) {
      return picture("jpeg");
    }
    if (starts(0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return picture("png");
    }
    if (text(0, "GIF87a") || text(0, "GIF89a")) {
      return picture("gif");
    }
    if (text(0, "RIFF") && text(8, "WEBP")) {
      return picture("webp");
    }
    if (starts('I', 'I', 42, 0) || starts('M', 'M', 0, 42)) {
      return picture("tiff");
    }
    if (starts('I', 'I', 43, 0, 8, 0, 0, 0) || starts('M', 'M', 0, 43, 0, 8, 0, 0)) {
      return picture("tiff");
    }
    if (starts(0, 0, 0, 12, 'j', 'P', ' ', ' ', 0x0D, 0x0A, 0x87, 0x0A)) {
      return picture("jp2");
    }
    if (starts(0xFF, 0x4F, 0xFF, 0x51)) {
      return picture("j2k");
    }
    if (starts(0xFF, 0x0A) && length > 16 && jxlSizeHeader()
        || starts(0, 0, 0, 12, 'J', 'X', 'L', ' ', 0x0D, 0x0A, 0x87, 0x0A)) {
      return picture("jxl");
    }
    if (text(0, "8BPS") && at(4) == 0 && at(5) == 1) {
      return picture("vnd.adobe.photoshop");
    }
    if (isBmp()) {
      return picture("bmp");
    }
    return text(4, "ftyp") ? ftyp() : null;
  }

  /// A bare code stream's two bytes are weak: the rest must not be text.
  private boolean jxlSizeHeader() {
    return !isText();
  }

  private boolean isBmp() {
    if (!text(0, "BM") || length < 26) {
      return false;
    }
    long offset = little32(10);
    long header = little32(14);
    int planes = header == 12 ? little16(22) : little16(26);
    int bits = header == 12 ? little16(24) : little16(28);
    boolean headerKnown =
        header == 12
            || header == 40
            || header == 52
            || header == 56
            || header == 64
            || header == 108
            || header == 124;
    return headerKnown
        && planes == 1
        && offset >= 14 + header
        && (bits == 1
            || bits == 2
            || bits == 4
            || bits == 8
            || bits == 16
            || bits == 24
            || bits == 32
            || bits == 0);
  }

  private MediaType ftyp() {
    String major = ascii(8, 4);
    int end = (int) Math.min(Math.min(big32(0), length), 512);
    boolean avif = AVIF_BRANDS.contains(major);
    boolean heif = HEIF_BRANDS.contains(major);
    if (heif) {
      // A HEIF whose compatible brands name AV1 is an AVIF.
      for (int at = 16; at + 4 <= end; at += 4) {
        avif |= ascii(at, 4).equals("avif");
      }
    }
    if (avif) {
      return picture("avif");
    }
    if (heif) {
      return picture(major.startsWith("he") ? "heic" : "heif");
    }
    if (AUDIO_BRANDS.contains(major)) {
      return other("audio/mp4");
    }
    if (major.equals("crx ")) {
      return picture("x-canon-cr3");
    }
    if (major.equals("qt  ")) {
      return video("quicktime");
    }
    return major.startsWith("3g") ? video("3gpp") : video("mp4");
  }

  private @Nullable MediaType video() {
    if (starts(0x1A, 0x45, 0xDF, 0xA3)) {
      return contains("webm", 64) ? video("webm") : video("x-matroska");
    }
    if (text(0, "RIFF") && (text(8, "AVI ") || text(8, "AVIX"))) {
      return video("x-msvideo");
    }
    if (starts(0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9)) {
      return video("x-ms-asf");
    }
    if (starts(0, 0, 1, 0xBA) || starts(0, 0, 1, 0xB3)) {
      return video("mpeg");
    }
    if (text(0, "FLV") && at(3) == 1 && big32(5) == 9) {
      return video("x-flv");
    }
    if (transportStream(188, 0) || transportStream(192, 4)) {
      return video("mp2t");
    }
    if (text(0, "OggS")) {
      return contains("theora", 256) ? video("ogg") : other("audio/ogg");
    }
    if (text(0, ".RMF")) {
      return video("vnd.rn-realmedia");
    }
    long first = big32(0);
    boolean box = QUICKTIME_BOXES.contains(ascii(4, 4));
    return box && (first == 1 || first >= 8 && first < 1L << 31) ? video("quicktime") : null;
  }

  private boolean transportStream(int packet, int offset) {
    int hits = 0;
    for (int at = offset; at < length; at += packet) {
      if (at(at) != 0x47) {
        return false;
      }
      hits++;
    }
    return hits >= 4;
  }

  private @Nullable MediaType container() {
    if (starts('P', 'K', 3, 4) || starts('P', 'K', 5, 6) || starts('P', 'K', 7, 8)) {
      return container("zip");
    }
    if (starts(0x1F, 0x8B, 8) && (at(3) & 0xE0) == 0) {
      return container("gzip");
    }
    if (text(0, "BZh")
        && at(3) >= '1'
        && at(3) <= '9'
        && (big48(4) == 0x314159265359L || big48(4) == 0x177245385090L)) {
      return container("x-bzip2");
    }
    if (starts(0xFD, '7', 'z', 'X', 'Z', 0)) {
      return container("x-xz");
    }
    if (starts(0x28, 0xB5, 0x2F, 0xFD)) {
      return container("zstd");
    }
    if (starts('7', 'z', 0xBC, 0xAF, 0x27, 0x1C)) {
      return container("x-7z-compressed");
    }
    if (text(0, "Rar!") && at(4) == 0x1A && at(5) == 7) {
      return container("vnd.rar");
    }
    if (text(0, "SQLite format 3\0")) {
      return container("vnd.sqlite3");
    }
    if (text(0, "ANDROID BACKUP\n")) {
      return container("x-android-backup");
    }
    if (text(0, "CMMM") && little32(4) >= 20 && little32(4) <= 32) {
      return container("x-windows-thumbcache");
    }
    return isTar() ? container("x-tar") : disk();
  }

  private @Nullable MediaType disk() {
    if (text(0, "EVF\t\r\n") && at(6) == 0xFF && at(7) == 0) {
      // A later segment is read with the first one.
      return little16(9) <= 1 ? container("x-ewf") : other("application/x-ewf-segment");
    }
    if (text(0, "EVF2\r\n") && at(6) == 0x81 && at(7) == 0) {
      return container("x-ewf2");
    }
    if (starts('Q', 'F', 'I', 0xFB)) {
      return container("x-qcow2");
    }
    if (text(0, "vhdxfile")) {
      return container("x-vhdx");
    }
    if (text(0, "conectix")) {
      return container("x-vhd");
    }
    if (text(0, "KDMV") && big32(28) == 0 && big32(32) == 0) {
      // Without a text of its own it is a part of an image that another file describes.
      return other("application/x-vmdk-extent");
    }
    if (text(0, "KDMV") || text(0, "COWD") || text(0, "# Disk DescriptorFile")) {
      return container("x-vmdk");
    }
    if (text(0, "sprs") && big32(4) == 3) {
      return container("x-apple-sparseimage");
    }
    if (text(0, "encrcdsa")) {
      return container("x-apple-encrypted-image");
    }
    if (text(0, "ADSEGMENTEDFILE")) {
      return container("x-ad1");
    }
    if (text(0, "LUKS") && at(4) == 0xBA && at(5) == 0xBE || text(3, "-FVE-FS-")) {
      return MediaType.DISK_IMAGE;
    }
    boolean fileSystem =
        text(3, "NTFS    ")
            || text(3, "EXFAT   ")
            || isBootSector() && (text(54, "FAT") || text(82, "FAT32"))
            || isExt()
            || text(1024, "H+") && at(1026) == 0 && at(1027) == 4
            || text(1024, "HX") && at(1026) == 0 && at(1027) == 5
            || text(32, "NXSB");
    boolean table =
        text(512, "EFI PART")
            || text(0, "ER") && text(512, "PM") && at(514) == 0
            || isBootSector() && hasPartitions();
    return fileSystem || table ? MediaType.DISK_IMAGE : null;
  }

  private boolean isBootSector() {
    return length >= 512 && at(510) == 0x55 && at(511) == 0xAA;
  }

  /// The superblock of ext2, ext3 or ext4: magic, a known state and a known revision.
  private boolean isExt() {
    return length >= 2048
        && at(1080) == 0x53
        && at(1081) == 0xEF
        && little16(1082) <= 7
        && little32(1100) <= 1
        && little32(1048) <= 6;
  }

  /// Whether the four entries of a partition table are free or plausible, and one is used.
  private boolean hasPartitions() {
    int used = 0;
    for (int at = 446; at < 510; at += 16) {
      boolean free = at(at + 4) == 0 && little32(at + 12) == 0;
      boolean plausible =
          (at(at) == 0 || at(at) == 0x80)
              && at(at + 4) != 0
              && little32(at + 8) > 0
              && little32(at + 12) > 0;
      if (!free && !plausible) {
        return false;
      }
      used += plausible ? 1 : 0;
    }
    return used > 0;
  }

  /// A tar header has a sum of its bytes, the sum's own field taken as spaces. Source: POSIX ustar.
  private boolean isTar() {
    if (length < TAR_BLOCK || at(0) == 0) {
      return false;
    }
    long sum = 0;
    for (int i = 0; i < TAR_BLOCK; i++) {
      sum += i >= TAR_CHECKSUM && i < TAR_CHECKSUM + 8 ? ' ' : at(i);
    }
    long stored = 0;
    int digits = 0;
    for (int i = TAR_CHECKSUM; i < TAR_CHECKSUM + 8; i++) {
      int character = at(i);
      if (character >= '0' && character <= '7') {
        stored = stored * 8 + character - '0';
        digits++;
      } else if (digits > 0) {
        break;
      }
    }
    return digits > 0 && stored == sum;
  }

  private MediaType other(int wholeLength) {
    if (starts(0x7F, 'E', 'L', 'F')) {
      return other("application/x-elf");
    }
    if (text(0, "ID3") || text(0, "fLaC") || text(0, "RIFF") && text(8, "WAVE")) {
      return other("audio/" + (text(0, "fLaC") ? "flac" : text(0, "ID3") ? "mpeg" : "wav"));
    }
    if (isText()) {
      return DocumentTypes.text(head, wholeLength);
    }
    return MediaType.UNKNOWN;
  }

  private boolean isText() {
    for (int i = 0; i < length; i++) {
      int value = at(i);
      if (value < 0x20 && value != '\n' && value != '\r' && value != '\t' && value != 0x0C) {
        return false;
      }
    }
    return true;
  }

  private int at(int index) {
    return index < length ? head[index] & 0xFF : -1;
  }

  private boolean starts(int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (at(i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean text(int offset, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at(offset + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean contains(String text, int within) {
    for (int i = 0; i + text.length() <= Math.min(within, length); i++) {
      if (text(i, text)) {
        return true;
      }
    }
    return false;
  }

  private String ascii(int offset, int count) {
    if (offset + count > length) {
      return "";
    }
    return new String(head, offset, count, StandardCharsets.ISO_8859_1);
  }

  private long big32(int offset) {
    return offset + 4 > length
        ? -1
        : (long) at(offset) << 24 | at(offset + 1) << 16 | at(offset + 2) << 8 | at(offset + 3);
  }

  private long big48(int offset) {
    return big32(offset) << 16 | at(offset + 4) << 8 | at(offset + 5);
  }

  private long little32(int offset) {
    return Integer.toUnsignedLong(Integer.reverseBytes((int) big32(offset)));
  }

  private int little16(int offset) {
    return at(offset) | at(offset + 1) << 8;
  }
}
