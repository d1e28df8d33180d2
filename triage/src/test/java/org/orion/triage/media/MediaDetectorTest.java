package org.orion.triage.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaDetectorTest {

  @ParameterizedTest
  @CsvSource({
    "ffd8ffe000104a46494600, image/jpeg",
    "89504e470d0a1a0a0000000d49484452, image/png",
    "474946383961, image/gif",
    "49492a0008000000, image/tiff",
    "524946460000000057454250, image/webp",
    "00000018667479706865696300000000, image/heic",
    "00000018667479706176696600000000, image/avif",
    "0000000c6a5020200d0a870a, image/jp2",
    "00000018667479706d70343200000000, video/mp4",
    "00000014667479707174202000000000, video/quicktime",
    "1a45dfa30100000000000000, video/x-matroska",
    "52494646000000004156492000000000, video/x-msvideo",
    "3026b2758e66cf11a6d900aa0062ce6c, video/x-ms-asf",
    "000001ba44000400, video/mpeg",
    "464c5601050000000900000000, video/x-flv",
    "504b0304, application/zip",
    "1f8b0800, application/gzip",
    "fd377a585a00, application/x-xz",
    "28b52ffd, application/zstd",
    "377abcaf271c, application/x-7z-compressed",
    "526172211a0700, application/vnd.rar",
    "526172211a070100, application/vnd.rar"
  })
  void firstBytesTellTheType(String hex, String type) {
    byte[] head = HexFormat.of().parseHex(hex);
    assertThat(MediaDetector.detect(head, head.length).name()).isEqualTo(type);
  }

  @Test
  void soundIsNoVideo() {
    byte[] head = HexFormat.of().parseHex("00000018667479704d34412000000000");
    assertThat(MediaDetector.detect(head, head.length).kind()).isEqualTo(MediaType.Kind.OTHER);
  }

  @Test
  void textThatBeginsLikeABitmapIsText() {
    byte[] head =
        "BM is what this line begins with, and it is text.".getBytes(StandardCharsets.US_ASCII);
    assertThat(MediaDetector.detect(head, head.length).name()).isEqualTo("text/plain");
  }

  @Test
  void everyPrefixOfRandomBytesIsTypedWithoutFailing() {
    long seed = 99;
    Random random = new Random(seed);
    int media = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] head = new byte[random.nextInt(600)];
      random.nextBytes(head);
      media += MediaDetector.detect(head, head.length).isMedia() ? 1 : 0;
    }
    assertThat(media).as("seed %d", seed).isLessThan(5);
    assertThat(MediaDetector.detect(new byte[0], 0)).isEqualTo(MediaType.EMPTY);
    byte[] zeros = new byte[4096];
    Arrays.fill(zeros, (byte) 0);
    assertThat(MediaDetector.detect(zeros, zeros.length).kind()).isEqualTo(MediaType.Kind.OTHER);
  }
}
