package org.orion.operations.agency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  /// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codesAreThoseOfTheSpecification(long seconds, String code) {
    assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(seconds)))).isEqualTo(code);
  }

  @Test
  void aCodeCountsAMinuteAroundItsTimeAndOnce() {
    Instant now = Instant.ofEpochSecond(1_111_111_111);
    long step = 1_111_111_111L / 30;
    assertThat(Totp.match(SECRET, "050471", now, 0)).isEqualTo(OptionalLong.of(step));
    assertThat(Totp.match(SECRET, "050471", now.plusSeconds(30), 0)).hasValue(step);
    assertThat(Totp.match(SECRET, "050471", now.minusSeconds(30), 0)).hasValue(step);
    assertThat(Totp.match(SECRET, "050471", now.plusSeconds(60), 0)).isEmpty();
    assertThat(Totp.match(SECRET, "050471", now.minusSeconds(60), 0)).isEmpty();
    assertThat(Totp.match(SECRET, "050471", now, step)).isEmpty();
    assertThat(Totp.match(SECRET, "", now, 0)).isEmpty();
  }

  /// RFC 4648, section 10.
  @Test
  void secretsAreTypedInBase32() {
    assertThat(Totp.text("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTBOI");
  }

  @Test
  void aReaderOfQrCodesReadsTheAddress() throws Exception {
    String address = Totp.address("Orion", "casey@TEST 1", SECRET);
    assertThat(address)
        .isEqualTo(
            "otpauth://totp/Orion:casey%40TEST%201?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Orion");
    String svg = QrCode.svg(address, "a \"title\" <b>");
    assertThat(svg).contains("aria-label=\"a &quot;title&quot; &lt;b&gt;\"");
    Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) ").matcher(svg);
    assertThat(size.find()).isTrue();
    int width = Integer.parseInt(size.group(1));
    int scale = 4;
    int[] pixels = new int[width * width * scale * scale];
    Arrays.fill(pixels, 0xffffff);
    Matcher module = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(svg);
    while (module.find()) {
      for (int i = 0; i < scale * scale; i++) {
        int x = Integer.parseInt(module.group(1)) * scale + i % scale;
        int y = Integer.parseInt(module.group(2)) * scale + i / scale;
        pixels[y * width * scale + x] = 0;
      }
    }
    BinaryBitmap picture =
        new BinaryBitmap(
            new GlobalHistogramBinarizer(
                new RGBLuminanceSource(width * scale, width * scale, pixels)));
    assertThat(new QRCodeReader().decode(picture).getText()).isEqualTo(address);
  }
}
