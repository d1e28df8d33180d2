package org.orion.triage.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.orion.exchange.hash.Pdq;

/// Against hashes that the reference implementation computed of generated charts, and against the
/// plain loops of [PlainPdq].
class PdqHasherTest {
  /// Width, height, cell, seed, channels, SHA-256 of the pixels, then hash and quality of the
  /// reference in the full and in the 512-pixel dialect.
  private static final String REFERENCE =
      """
      64 64 16 1 1 0f9845bcf818cf9cbedf78a3670c0203e61f8eb73cb3434379a5f252fbf58577 7d07948623552489efc90e1b67280dce01e1bbcd97be4c93dff91c8d48276729 100 7d07948623552489efc90e1b67280dce01e1bbcd97be4c93dff91c8d48276729 100
      64 64 16 1 3 af7600252a94e2d24e5a2710f9dcd4fac2593460b27abc8678e3abd353606803 af4597218969c00ce9539ffc853c9fcec4952f9ccc3e58bd95480dcc1e1f3223 58 af4597218969c00ce9539ffc853c9fcec4952f9ccc3e58bd95480dcc1e1f3223 58
      63 64 16 2 3 67d50d0bc3994de794f1906bf145ef054c455a933d5306c08c414a354309bf71 c994c39d1dea41f71f0bf237101e248fc6343883a67dcc37d412d657fd3e0131 57 c994c39d1dea41f71f0bf237101e248fc6343883a67dcc37d412d657fd3e0131 57
      65 64 16 2 3 1e1f4be5c1dfe09fe54ff1a4586227f69a404e53c897ff3b757ab531818388e3 daa4c3992bea9177170bf237b01e288bc7345c036afdc4379412b477d57e0171 57 daa4c3992bea9177170bf237b01e288bc7345c036afdc4379412b477d57e0171 57
      128 128 24 3 3 be8a4a4a042a25c3eda341e124597b0bc193cd1eb3f72971d09727c23d30a32d 24e02c95af4dd131d1ff94a4576c70bb566d1d0f20c726c42f97368dbf830b4c 70 24e02c95af4dd131d1ff94a4576c70bb566d1d0f20c726c42f97368dbf830b4c 70
      129 127 24 3 3 6c8e7a6ab2a53aa6cddc03c9ede6b7143f4c39cb7447de3311d600930e87a11c 28e838972e4d5525d1df94e4556c71b754ed1d0f20c726c42f97368dbf830e4c 77 28e838972e4d5525d1df94e4556c71b754ed1d0f20c726c42f97368dbf830e4c 77
      200 150 40 4 3 8217b0a9f6ae1eba0d12a259e3e6473b992bac19f3b207e46b98d00e69d63e66 cc0e6313cccc63e11207917d0fe2f03f05130c13023612eafaf77567cf817ffa 55 cc0e6313cccc63e11207917d0fe2f03f05130c13023612eafaf77567cf817ffa 55
      150 200 40 4 1 7cdaa7180b83b9652ce679ef348763426ea4cf635b26d1391edd959acea1f737 a136bb33145400f416df1d09b5e11538528f51fc5f9ee22639be50d0a4df17de 88 a136bb33145400f416df1d09b5e11538528f51fc5f9ee22639be50d0a4df17de 88
      256 256 32 5 3 3cc8b81d4a65a4ab2dfca07adbc2c5578a3db8cd55f292609e6c270a28d9844a 9ccb59242cf1f298565dabf0c29e0c0d63434d1fa09e77b80d15bd5299c687f5 100 9ccb59242cf1f298565dabf0c29e0c0d63434d1fa09e77b80d15bd5299c687f5 100
      320 240 64 6 3 872235771caf11a9aa220087d93a4cbe4d4ef0f7aa81fb1159bbade5e77a30a3 8ac219ffcac2c67757a2f4a2285f7d552016721ae74df07a25aa0bea4f972129 67 8ac219ffcac2c67757a2f4a2285f7d552016721ae74df07a25aa0bea4f972129 67
      512 512 100 7 3 a7297fd0675eb9c846445cac11e99cefc5663b47686a29014df9f84447bece06 0cd4992613fc6131fcb160ad14add2b1ffb027620d669746d2d65645ca39d737 62 0cd4992613fc6131fcb160ad14add2b1ffb027620d669746d2d65645ca39d737 62
      512 512 100 7 1 3e924cf2ac7017f1140dc1842e5b79a5444d2e55b58ef45a6d60821a1058a64b f0d4f360b454b10eddb0a1b99e99bcf57e84852e2770f0f4e2c716448a4bd738 100 f0d4f360b454b10eddb0a1b99e99bcf57e84852e2770f0f4e2c716448a4bd738 100
      513 512 100 7 3 8a94dcf499d59823d8ccd6de5c4de2a04a3de14c301253780e66a67446bf99d2 0cd4992651fc6131fcb160ad1ead42b1ffb027620d669746d2d65645ca39d737 62 0cd4992613fc6131fcb160ad14add2b1ffb027620d669746d2d65645ca39d737 62
      512 513 100 8 3 e1edbfe5ae61285b53c5455463dfaac5ecfebd71c3c62800a25077c8179aad1c 87b2684f11542943ca9e18924340d29a236dbd9ebecc96a3e57ced3dadcb5296 71 87b2684d1156280bda9e18924340d29a236dbd9ebecc96a3e57ced3dadcb5296 71
      640 480 90 9 3 46ef852efcbe5e095293a34c13f9595e5ac99613d36209217aa936ecabed3a84 2c31322e651676ef8e34d8ab94b08ced78d200969a8ff87129a617d6d66fd2a3 90 2c31322e651676ed8e34d8ab94b00ced78d240d79a8ff87129a617d6d46fd2a3 91
      640 480 13 9 3 8a26fd64842e70828b7ca2abbf0b0cd254ef6ce507859147f4eba023ded94095 ba44c9c84cb2709a7215ccd189d4b2610859af36bfb785d2f67e7e9313e132aa 100 ba54c9c84cb270b27215ccd189d4b2610859bf32bfb785d2f67e7e9313e032aa 100
      800 100 60 10 3 00e704cd0f354ed242a6762c4ab117f48347bcb32c4e7cbecab08cc92f9bcacd 32cb8a35e6d9192fe6d18b3534cb1937bed02137265d9a1510f3306b8a95ac5f 100 32d98a35e6d85937e6d98a3534ca1937bed06135665d9a1510f3306b8a95ac5f 100
      100 800 60 10 3 cb2e9a9983bf15454d7c508fca9d6fb01dc2ac264f58492f33c72f6613b7bffd aaa5971dcffe68b39644ee9b549300481265550e68935550fe975512ecb2ef0f 100 aaa5971dc7fe68f39644ee9b541301481265d51e68935550ec975512ecb2ef0f 100
      37 600 20 11 3 e3e3fb147fbfc59f4a1e54b583b16150e2884cbe19e51b960863b1ca93c81a84 fbd7edbcb0e9b1ab50d171e1f5e9aeacb9a34505544570215151505164edb1a3 100 bbdf47bc34e9b9ab50d171e1b5eda6ecb9a35505544574215151505124edb923 100
      5 5 2 12 3 aef62384b8627da6b0209cb7143541366ce3a74e9d5368bad1a71744d9ea88e7 348d398ecb72c6f1c4f161d8749d9e272b4a390e348d398ecb72c6f1c4b561d8 58 348d398ecb72c6f1c4f161d8749d9e272b4a390e348d398ecb72c6f1c4b561d8 58
      6 7 3 12 3 3b1a3e48e86bc9ee3ef6908dfddf436f6b603355269b4a0b47d402a8a7a885a4 13b18fb0ad7af84f6cc66496de3cce3c9f3839e360c731c321c38b6913b107b0 56 13b18fb0ad7af84f6cc66496de3cce3c9f3839e360c731c321c38b6913b107b0 56
      16 16 5 13 3 f08ae9523300b432ee20268eb692592f10b7fc1a9b2b9fa8889dbabeb0136eca fffd8217b90fe5439182e000c6fcce01d4c8e99ab71dcafcd2d199e3ce85c0d0 86 fffd8217b90fe5439182e000c6fcce01d4c8e99ab71dcafcd2d199e3ce85c0d0 86
      33 47 11 14 3 2a8ff76300964cd0ec44b4760599b757851f3612f0996c584835a47e4e1b2500 f519fbb6c2b146fea962660001cdc703604d730464f68cf9ed6b92ea87bd05d9 74 f519fbb6c2b146fea962660001cdc703604d730464f68cf9ed6b92ea87bd05d9 74
      1000 1000 200 15 1 4250de1a89f14cb7328a7229a03e01b40ba60a65c92759b6bf768c82f9ba8e9c 325777c93152ba944f58b89d18d0f89957d4cfbc8a47c4310707a52c1cd5cebb 100 325757c931529e944f58b89d18d0f09957d4cfbc8a47c4310f07a56c1cd5cebb 100
      1024 768 150 16 3 2c2261da69bd0ed92ed04eccf26a83750e3e75f8a9da0a06615c787597e255c3 8c96ac1702fc7340de5604eba4ff466c7f4201c883d3ac9737acf44caa6fc873 100 8c96ac1702fc7340de5604eba4ff466c7f4203c803d3ac9737acf44caa6fc873 100
      1023 767 150 16 3 a3438043a6e2dc5f4edf0640b119ff8c978f0163de1f5d5e97cab8d9dfcb9043 8c96ac1702fc7340de5604eba4ff466c7f4301c803d3ac9737acf44caa6fc873 100 8c96ac1702fc7340de5604eba4ff466c7f4201c883d3ac9737acf44caa6fc873 100
      1920 1080 240 17 3 658aa1a79cee60d9c2ae15aa6846a2babd7cd11e556bbdac3f2b7bad331f9eba 8acaca142ccb350bbfb12d0fabe1127389a1e34afea8ad4b6c0e5e3cc81e63ab 92 8ada8a142ccb250bbfb12d0fabe1127389a1e74afea8ad4b6c0e5e3cc81e63ab 93
      2000 37 30 18 3 bf2d652c85a63df6b14f2f30c18ce269d4751a84b6c893689c18d84a225a0ead 053f167827af89e2407b419e3ddfe1c5091fc3e225af167827afc9c2413b218f 100 343f567827a789de407b418eac5fe145093fc3a225af167827af89f2413f018f 100
      1537 1025 300 19 3 b81fb4b421fe68c3869a5f7ec7f737cf51916f886f51fd09f84f4ac85340996a dcb376a5c167466774b14ca199019a92b3dc2d013993da9848934d01e73bfefe 65 d8b366a5c147666574b18ca199019a92b7dc2d01399bda9849934d01e73bfefe 65
      640 640 640 20 3 446874fe8ddb199c1a5af1b58c88eebdfff9ac9e50335c019d95693ad8db0c1f e0fb4be2bef476b6c181f6765db4aae2aabc62a2949436b6c1c136b61494a2a2 0 e1ffe3e29eb4b6b6c101f6763ca48ae28af862a2fcb4b6368181b6b69494a2a2 0
      """;

  private final PdqHasher hasher = new PdqHasher();

  static Stream<String> reference() {
    return REFERENCE.lines().map(String::strip);
  }

  @ParameterizedTest
  @MethodSource("reference")
  void agreesWithTheReferenceBitForBit(String line) throws Exception {
    String[] field = line.split(" ");
    int width = Integer.parseInt(field[0]);
    int height = Integer.parseInt(field[1]);
    int channels = Integer.parseInt(field[4]);
    byte[] pixels =
        Charts.pixels(
            width, height, Integer.parseInt(field[2]), Integer.parseInt(field[3]), channels);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels)))
        .isEqualTo(field[5]);

    PdqHashes hashes = hasher.hash(Charts.rows(pixels, width, height, channels));

    assertThat(hashes.full().hash()).isEqualTo(Pdq.parse(field[6]));
    assertThat(hashes.full().quality()).isEqualTo(Integer.parseInt(field[7]));
    assertThat(hashes.resized().hash()).isEqualTo(Pdq.parse(field[8]));
    assertThat(hashes.resized().quality()).isEqualTo(Integer.parseInt(field[9]));
  }

  @Test
  void agreesWithThePlainLoopsAtAnySize() {
    long seed = 20261123;
    Random random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      int width = 5 + random.nextInt(round < 100 ? 300 : 1400);
      int height = 5 + random.nextInt(round < 100 ? 300 : 1400);
      int channels = random.nextBoolean() ? 1 : 3;
      byte[] pixels = Charts.pixels(width, height, 1 + random.nextInt(60), round, channels);
      LumaRows rows = Charts.rows(pixels, width, height, channels);

      assertThat(hasher.hashFull(rows).hash())
          .as("seed %d, round %d, %d x %d", seed, round, width, height)
          .isEqualTo(PlainPdq.hash(rows));
    }
  }

  @Test
  void dihedralHashesAreNearThoseOfTheReallyTurnedPicture() {
    int side = 640;
    byte[] pixels = Charts.pixels(side, side, 160, 3, 1);
    byte[] rotated = new byte[pixels.length];
    byte[] mirrored = new byte[pixels.length];
    byte[] transposed = new byte[pixels.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        rotated[(side - 1 - y) * side + (side - 1 - x)] = pixels[y * side + x];
        mirrored[y * side + (side - 1 - x)] = pixels[y * side + x];
        transposed[x * side + y] = pixels[y * side + x];
      }
    }
    PdqSignature signature = hasher.hashFull(Charts.rows(pixels, side, side, 1));

    assertThat(distance(signature, Orientation.ROTATED_180, rotated, side)).isLessThanOrEqualTo(18);
    assertThat(distance(signature, Orientation.TRANSPOSED, transposed, side))
        .isLessThanOrEqualTo(18);
    int flippedX = distance(signature, Orientation.FLIPPED_X, mirrored, side);
    int flippedY = distance(signature, Orientation.FLIPPED_Y, mirrored, side);
    assertThat(Math.min(flippedX, flippedY)).isLessThanOrEqualTo(18);
    assertThat(
            signature
                .hash()
                .distanceBits(hasher.hashFull(Charts.rows(rotated, side, side, 1)).hash()))
        .isGreaterThan(60);
  }

  private int distance(PdqSignature signature, Orientation orientation, byte[] pixels, int side) {
    Pdq turned = hasher.hashFull(Charts.rows(pixels, side, side, 1)).hash();
    return signature.dihedral().get(orientation.ordinal()).distanceBits(turned);
  }

  @Test
  void pictureBelowFivePixelsHasNoHash() {
    PdqSignature signature = hasher.hashFull(Charts.rows(new byte[4 * 100], 4, 100, 1));

    assertThat(signature.hash()).isEqualTo(new Pdq(0, 0, 0, 0));
    assertThat(signature.quality()).isZero();
    assertThat(signature.isMatchable()).isFalse();
  }

  @Test
  void hashOfAnEmptyAreaIsMostlyNoiseAndNotMatchable() {
    PdqSignature signature = hasher.hashFull(Charts.rows(new byte[300 * 300], 300, 300, 1));

    assertThat(signature.unstableBits()).isGreaterThan(PdqSignature.MOSTLY_NOISE_BITS);
    assertThat(signature.isMatchable()).isFalse();
  }

  @Test
  void hashOfATexturedChartIsStable() {
    byte[] pixels = Charts.pixels(400, 300, 50, 8, 3);

    assertThat(hasher.hashFull(Charts.rows(pixels, 400, 300, 3)).unstableBits()).isLessThan(8);
  }
}
