package org.orion.exchange.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.FormatException;

/// The examples of RFC 8785, and the published digests of its reference number file.
class CanonicalJsonTest {
  private static final String LISTED =
      """
      0000000000000000 8000000000000000 0000000000000001 8000000000000001 c46696695dbd1cc3
      c43211ede4974a35 c3fce97ca0f21056 c3c7213080c1a6ac c39280f39a348556 c35d9b1f5d20d557
      c327af4c4a80aaac c2f2f2a36ecd5556 c2be51057e155558 c28840d131aaaaac c253670dc1555557
      c21f0b4935555557 c1e8d5d42aaaaaac c1b3de4355555556 c17fca0555555556 c1496e6aaaaaaaab
      c114585555555555 c0e046aaaaaaaaab c0aa0aaaaaaaaaaa c074d55555555555 c040aaaaaaaaaaab
      c00aaaaaaaaaaaab bfd5555555555555 bfa1111111111111 bf6b4e81b4e81b4f bf35d867c3ece2a5
      bf0179ec9cbd821e becbf647612f3696 be965e9f80f29212 be61e54c672874db be2ca213d840baf8
      bdf6e80fe033c8c6 bdc2533fe68fd3d2 bd8d51ffd74c861c bd5774ccac3d3817 bd22c3d6f030f9ac
      bcee0624b3818f79 bcb804ea293472c7 bc833721ba905bd3 bc4ebe9c5db3c61e bc18987d17c304e5
      bbe3ad30dfcf371d bbaf7b816618582f bb792f9ab81379bf bb442615600f9499 bb101e77800c76e1
      bad9ca58cce0be35 baa4a1e0a3e6fe90 ba708180831f320d ba3a68cd9e985016
      446696695dbd1cc3 443211ede4974a35 43fce97ca0f21056 43c7213080c1a6ac 439280f39a348556
      435d9b1f5d20d557 4327af4c4a80aaac 42f2f2a36ecd5556 42be51057e155558 428840d131aaaaac
      4253670dc1555557 421f0b4935555557 41e8d5d42aaaaaac 41b3de4355555556 417fca0555555556
      41496e6aaaaaaaab 4114585555555555 40e046aaaaaaaaab 40aa0aaaaaaaaaaa 4074d55555555555
      4040aaaaaaaaaaab 400aaaaaaaaaaaab 3fd5555555555555 3fa1111111111111 3f6b4e81b4e81b4f
      3f35d867c3ece2a5 3f0179ec9cbd821e 3ecbf647612f3696 3e965e9f80f29212 3e61e54c672874db
      3e2ca213d840baf8 3df6e80fe033c8c6 3dc2533fe68fd3d2 3d8d51ffd74c861c 3d5774ccac3d3817
      3d22c3d6f030f9ac 3cee0624b3818f79 3cb804ea293472c7 3c833721ba905bd3 3c4ebe9c5db3c61e
      3c18987d17c304e5 3be3ad30dfcf371d 3baf7b816618582f 3b792f9ab81379bf 3b442615600f9499
      3b101e77800c76e1 3ad9ca58cce0be35 3aa4a1e0a3e6fe90 3a708180831f320d 3a3a68cd9e985016
      4024000000000000 4014000000000000 3fe0000000000000 3fa999999999999a 3f747ae147ae147b
      3f40624dd2f1a9fc 3f0a36e2eb1c432d 3ed4f8b588e368f1 3ea0c6f7a0b5ed8d 3e6ad7f29abcaf48
      3e35798ee2308c3a 3ed539223589fa95 3ed4ff26cd5a7781 3ed4f95a762283ff 3ed4f8c60703520c
      3ed4f8b72f19cd0d 3ed4f8b5b31c0c8d 3ed4f8b58d1c461a 3ed4f8b5894f7f0e 3ed4f8b588ee37f3
      3ed4f8b588e47da4 3ed4f8b588e3849c 3ed4f8b588e36bb5 3ed4f8b588e36937 3ed4f8b588e368f8
      3ed4f8b588e368f1 3ff0000000000000 bff0000000000000 bfeffffffffffffa bfeffffffffffffb
      3feffffffffffffa 3feffffffffffffb 3feffffffffffffc 3feffffffffffffe bfefffffffffffff
      bfefffffffffffff 3fefffffffffffff 3fefffffffffffff 3fd3333333333332 3fd3333333333333
      3fd3333333333334 0010000000000000 000ffffffffffffd 000fffffffffffff 7fefffffffffffff
      ffefffffffffffff 4340000000000000 c340000000000000 4430000000000000 44b52d02c7e14af5
      44b52d02c7e14af6 44b52d02c7e14af7 444b1ae4d6e2ef4e 444b1ae4d6e2ef4f 444b1ae4d6e2ef50
      3eb0c6f7a0b5ed8c 3eb0c6f7a0b5ed8d 41b3de4355555553 41b3de4355555554 41b3de4355555555
      41b3de4355555556 41b3de4355555557 becbf647612f3696 43143ff3c1cb0959
      """;

  @Test
  void theExampleOfTheRfcComesOutAsTheRfcSays() throws FormatException {
    String input =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50,
                      2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;

    // RFC 8785 section 3.2.4, in hexadecimal there.
    assertThat(HexFormat.of().formatHex(CanonicalJson.of("test", utf8(input))))
        .isEqualTo(
            "7b226c69746572616c73223a5b6e756c6c2c7472"
                + "75652c66616c73655d2c226e756d62657273223a"
                + "5b3333333333333333332e333333333333332c31"
                + "652b33302c342e352c302e3030322c31652d3237"
                + "5d2c22737472696e67223a22e282ac245c753030"
                + "30665c6e4127425c225c5c5c5c5c222f227d");
  }

  @Test
  void keysAreSortedByTheirUtf16CodeUnits() throws FormatException {
    // RFC 8785 section 3.2.3.
    String input =
        """
        {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh",
         "1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",
         "\\u00f6":"Latin Small Letter O With Diaeresis"}
        """;

    assertThat(canonical(input))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void numbersOfTheRfcsAppendixB(String bits, String expected) {
    assertThat(CanonicalJson.number(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
        .isEqualTo(expected);
  }

  /// The first 100,000 lines of the reference implementation's file of numbers (cyberphone,
  /// json-canonicalization, `testdata/README.md`), which is made rather than fetched: listed
  /// numbers, small normal ones, then the bits of repeated SHA-256. The digest is the published
  /// one.
  @Test
  void numbersOfTheReferenceFile() throws Exception {
    MessageDigest lines = MessageDigest.getInstance("SHA-256");
    int count = 0;
    for (String bits : LISTED.strip().split("\\s+")) {
      count += line(lines, Long.parseUnsignedLong(bits, 16));
    }
    for (int i = 0; i < 2000; i++) {
      count += line(lines, 0x0010000000000000L + i);
    }
    MessageDigest generator = MessageDigest.getInstance("SHA-256");
    byte[] block = new byte[32];
    ByteBuffer bits = ByteBuffer.allocate(0);
    while (count < 100_000) {
      if (!bits.hasRemaining()) {
        block = generator.digest(block);
        bits = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
      }
      long next = bits.getLong();
      double value = Double.longBitsToDouble(next);
      count += value == 0 || !Double.isFinite(value) ? 0 : line(lines, next);
    }

    assertThat(HexFormat.of().formatHex(lines.digest()))
        .isEqualTo("22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7");
  }

  private static int line(MessageDigest lines, long bits) {
    String number = CanonicalJson.number(Double.longBitsToDouble(bits));
    lines.update(utf8(Long.toHexString(bits) + "," + number + "\n"));
    return 1;
  }

  /// Where one digit is enough, Java prints two. The digest is that of what Node.js prints for the
  /// doubles of the bits 1 to 19,999, a line each.
  @Test
  void theSmallestNumbersHaveNoMoreDigitsThanTheyNeed() throws Exception {
    MessageDigest lines = MessageDigest.getInstance("SHA-256");
    for (int bits = 1; bits < 20_000; bits++) {
      lines.update(utf8(CanonicalJson.number(Double.longBitsToDouble(bits)) + "\n"));
    }

    assertThat(HexFormat.of().formatHex(lines.digest()))
        .isEqualTo("c606890628df273748a766d56a575527721b891c46a3f40493df8d48739d685e");
  }

  @Test
  void aCanonicalTextStaysAsItIs() throws FormatException {
    String text = "{\"a\":[1,{\"b\":\"\\u0001\\b\\t\\n\\f\\r\u007f/</\"}],\"b\":{},\"c\":[]}";
    assertThat(canonical(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1} {\"b\":2}",
        "\"\\ud83d\"",
        "{\"\\udc00\":1}",
        "1e999",
        "-1e999",
        "NaN",
        "[01]",
        "{'a':1}",
        "nul"
      })
  void whatIsNotOneValueIsRefused(String text) {
    assertThatThrownBy(() -> CanonicalJson.of("test.json", utf8(text)))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("[test.json");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    // Overlong, a surrogate in UTF-8, cut off.
    for (String hex : new String[] {"22c0af22", "22eda08022", "22e282"}) {
      assertThatThrownBy(() -> CanonicalJson.of("test.json", HexFormat.of().parseHex(hex)))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("UTF-8");
    }
  }

  @Test
  void deepNestingIsRefusedAndNotFollowed() {
    assertThatThrownBy(() -> CanonicalJson.of("test.json", utf8("[".repeat(100_000))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("100 levels");
  }

  private static String canonical(String text) throws FormatException {
    return new String(CanonicalJson.of("test", utf8(text)), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
