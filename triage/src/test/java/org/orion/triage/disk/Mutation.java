package org.orion.triage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/// Ways to damage an image, all of them decided by the random numbers given.
enum Mutation {
  CUT_SHORT,
  FLIPPED_BITS,
  EXTREME_VALUES,
  GARBAGE,
  ZEROS,
  SWAPPED_BLOCKS;

  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    0x7FFF,
    0x8000,
    0xFFFF_FFFFL,
    1L << 32,
    1L << 40
  };

  /// @param places numbers of the sectors that may be damaged
  void apply(PatchedImage image, List<Long> places, Random random) throws IOException {
    switch (this) {
      case CUT_SHORT -> image.cutTo((long) (image.size() * random.nextDouble()));
      case FLIPPED_BITS -> {
        int flips = 1 + random.nextInt(40);
        for (int i = 0; i < flips; i++) {
          long place = one(places, random);
          byte[] sector = image.sector(place);
          sector[random.nextInt(sector.length)] ^= (byte) (1 << random.nextInt(8));
          image.replace(place, sector);
        }
      }
      case EXTREME_VALUES -> {
        int fields = 1 + random.nextInt(4);
        for (int i = 0; i < fields; i++) {
          long place = one(places, random);
          byte[] sector = image.sector(place);
          setExtreme(sector, random);
          image.replace(place, sector);
        }
      }
      case GARBAGE -> {
        byte[] garbage = new byte[PatchedImage.SECTOR_BYTES];
        random.nextBytes(garbage);
        image.replace(one(places, random), garbage);
      }
      case ZEROS -> {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
          image.replace(one(places, random), new byte[PatchedImage.SECTOR_BYTES]);
        }
      }
      case SWAPPED_BLOCKS -> {
        long left = one(places, random);
        long right = one(places, random);
        int sectors = random.nextBoolean() ? 1 : 8;
        for (int i = 0; i < sectors; i++) {
          byte[] other = image.sector(left + i);
          image.replace(left + i, image.sector(right + i));
          image.replace(right + i, other);
        }
      }
    }
  }

  private static long one(List<Long> places, Random random) {
    return places.get(random.nextInt(places.size()));
  }

  private static void setExtreme(byte[] sector, Random random) {
    int width = 2 << random.nextInt(3);
    int at = random.nextInt(sector.length / width) * width;
    long value = EXTREMES[random.nextInt(EXTREMES.length)];
    ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer field = ByteBuffer.wrap(sector).order(order);
    switch (width) {
      case 2 -> field.putShort(at, (short) value);
      case 4 -> field.putInt(at, (int) value);
      case 8 -> field.putLong(at, value);
      default -> throw new IllegalStateException("width is " + width);
    }
  }
}
