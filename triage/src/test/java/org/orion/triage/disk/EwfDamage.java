package org.orion.triage.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Adler32;

/// Puts impossible values into an E01 and makes its sums agree with them, as somebody would who
/// wants to harm its reader.
final class EwfDamage {
  private static final int FILE_HEADER_BYTES = 13;
  private static final int SECTION_BYTES = 76;
  private static final int VOLUME_BYTES = 1_052;
  private static final int[] EXTREMES = {
    0, 1, -1, 2, 76, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7FFF, 1 << 22, 1 << 24, 0x0100_0001
  };

  private final ByteBuffer image;
  private final Random random;

  private EwfDamage(byte[] image, Random random) {
    this.image = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    this.random = random;
  }

  /// A section: where it begins, and its name.
  private record Section(int at, String type) {}

  /// @return what was done
  static String apply(byte[] image, Random random) {
    EwfDamage damage = new EwfDamage(image, random);
    List<Section> sections = damage.sections();
    Section chosen = sections.get(random.nextInt(sections.size()));
    int data = chosen.at() + SECTION_BYTES;
    boolean inside = random.nextInt(4) > 0;
    return chosen.type()
        + switch (chosen.type()) {
          case "volume" -> inside ? damage.volume(data) : damage.section(chosen.at());
          case "table", "table2" -> inside ? damage.table(data) : damage.section(chosen.at());
          default -> damage.section(chosen.at());
        };
  }

  private List<Section> sections() {
    List<Section> found = new ArrayList<>();
    int at = FILE_HEADER_BYTES;
    boolean more = true;
    while (more) {
      byte[] name = new byte[16];
      image.get(at, name);
      String type = new String(name, StandardCharsets.US_ASCII).replace("\0", "");
      found.add(new Section(at, type));
      more = !type.equals("done");
      at = (int) image.getLong(at + 16);
    }
    return found;
  }

  private int extreme() {
    return EXTREMES[random.nextInt(EXTREMES.length)];
  }

  private String section(int at) {
    int field = random.nextBoolean() ? 16 : 24;
    long value = random.nextBoolean() ? extreme() : (long) extreme() << 32 | 0xFFFF_FFFFL;
    image.putLong(at + field, value);
    sum(at, SECTION_BYTES - 4);
    return " field %d is %d".formatted(field, value);
  }

  private String volume(int at) {
    int field = 4 * (1 + random.nextInt(5));
    int value = extreme();
    image.putInt(at + field, value);
    sum(at, VOLUME_BYTES - 4);
    return " value %d is %d".formatted(field, value);
  }

  private String table(int at) {
    int count = image.getInt(at);
    int value = extreme();
    String what;
    switch (random.nextInt(3)) {
      case 0 -> {
        image.putInt(at, value);
        what = " count is " + value;
      }
      case 1 -> {
        image.putLong(at + 8, random.nextBoolean() ? value : (long) value << 32);
        what = " base is " + image.getLong(at + 8);
      }
      default -> {
        int entry = random.nextInt(count);
        image.putInt(at + 24 + 4 * entry, value);
        sum(at + 24, 4 * count);
        what = " entry %d is %d".formatted(entry, value);
      }
    }
    sum(at, 20);
    return what;
  }

  private void sum(int at, int count) {
    Adler32 sum = new Adler32();
    sum.update(image.slice(at, count));
    image.putInt(at + count, (int) sum.getValue());
  }
}
