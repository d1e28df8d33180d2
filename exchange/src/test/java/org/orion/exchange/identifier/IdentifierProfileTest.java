package org.orion.exchange.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orion.exchange.identifier.NormalIdentifier.Flag;
import org.orion.exchange.identifier.Normalised.Reason;
import org.orion.exchange.identifier.Normalised.Refused;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.Identifier.Kind;

/// Vectors of the standards, and others worked out by hand.
class IdentifierProfileTest {
  private static Normalised read(Kind kind, String text) {
    return IdentifierProfile.normalise(Identifier.of(kind, text, "test"), Optional.empty());
  }

  private static NormalIdentifier normal(Kind kind, String text) {
    return (NormalIdentifier) read(kind, text);
  }

  private static Reason refusal(Kind kind, String text) {
    return ((Refused) read(kind, text)).reason();
  }

  /// RFC 5952 sections 1, 2 and 4, with their addresses; the last of RFC 4291 section 2.5.5.2.
  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8::1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
    "2001:db8:0000:0:1::1, 2001:db8::1:0:0:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
    "::1, ::1",
    "::, ::",
    "1::, 1::",
    "fe80::1%eth0, fe80::1",
    "::ffff:192.0.2.128, 192.0.2.128",
    "[2001:db8::1]:443, 2001:db8::1",
    "192.0.2.1:51000, 192.0.2.1"
  })
  void addressesHaveOneForm(String written, String expected) {
    assertThat(normal(Kind.IP_ADDRESS, written).normal()).isEqualTo(expected);
  }

  @Test
  void anAddressTellsItsNetworkAndItsPort() {
    NormalIdentifier four = normal(Kind.IP_ADDRESS, "198.51.100.77:5061");
    assertThat(four.network()).contains("198.51.100.0/24");
    assertThat(four.port()).hasValue(5061);
    assertThat(normal(Kind.IP_ADDRESS, "2001:db8:12:34::9").network()).contains("2001:db8:12::/48");
    assertThat(normal(Kind.IP_ADDRESS, "2001:db8::9").network()).contains("2001:db8::/48");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.1.2.3",
        "192.168.0.1",
        "172.31.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.3.3",
        "fd00::1",
        "fe80::1",
        "::1",
        "224.0.0.1"
      })
  void whatIsNotRoutedHasNoNetwork(String written) {
    NormalIdentifier address = normal(Kind.IP_ADDRESS, written);
    assertThat(address.flags()).containsExactly(Flag.NOT_ROUTED);
    assertThat(address.network()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2",
        "192.0.2.256",
        "1.2.3.4.5",
        "192.0.2.1:99999",
        "12345",
        "2001:db8::1::2",
        "2001:db8",
        "[::1",
        "::g",
        "localhost",
        "3232235777",
        "192.0.2.1:0"
      })
  void otherNumbersAreNoAddress(String written) {
    assertThat(refusal(Kind.IP_ADDRESS, written)).isEqualTo(Reason.NO_IP_ADDRESS);
  }

  @Test
  void leadingZerosMayBeOctal() {
    assertThat(refusal(Kind.IP_ADDRESS, "192.0.2.010")).isEqualTo(Reason.AMBIGUOUS_IP_ADDRESS);
  }

  /// RFC 3986 sections 6.2.2, 6.2.2.1 to 6.2.2.3, 6.2.3 and 5.2.4, and others by hand.
  @ParameterizedTest
  @CsvSource({
    "HTTP://www.EXAMPLE.com/, http://www.example.com/",
    "http://example.com, http://example.com/",
    "http://example.com:/, http://example.com/",
    "http://example.com:80/, http://example.com/",
    "https://example.com:8443/a, https://example.com:8443/a",
    "http://example.com/%7euser/%c2%B0, http://example.com/~user/%C2%B0",
    "http://example.com/a/./b/../../g, http://example.com/g",
    "http://example.com/a/b/c/./../../g, http://example.com/a/g",
    "http://example.com/.., http://example.com/",
    "http://example.com/a/.., http://example.com/",
    "http://example.com/a/., http://example.com/a/",
    "http://example.com/a%2Fb, http://example.com/a%2Fb",
    "http://example.com/100%, http://example.com/100%25",
    "http://b\u00fccher.example/\u00fc?q=\u00fc, http://xn--bcher-kva.example/%C3%BC?q=%C3%BC",
    "hxxps://example[.]org/u/Kim, https://example.org/u/Kim",
    "example.org/u/Kim#a, https://example.org/u/Kim#a",
    "http://[2001:DB8:0:0::1]:80/x, http://[2001:db8::1]/x",
    "http://a:b@example.org/, http://a:b@example.org/",
    "http://example.org//a//b, http://example.org//a//b"
  })
  void addressesOnTheNetHaveOneForm(String written, String expected) {
    assertThat(normal(Kind.URL, written).normal()).isEqualTo(expected);
  }

  @Test
  void schemeSiteAndSlashAreLoose() {
    assertThat(normal(Kind.URL, "http://www.example.org/u/Kim/").loose())
        .isEqualTo("example.org/u/kim")
        .isEqualTo(normal(Kind.URL, "https://example.org/u/kim").loose());
  }

  @Test
  void aProfileIsAUrlAndAHostAloneIsNotSpecific() {
    assertThat(normal(Kind.PROFILE_URL, "https://example.org/u/kim").kind()).isEqualTo(Kind.URL);
    assertThat(normal(Kind.URL, "https://example.org").isStrong()).isFalse();
    assertThat(normal(Kind.URL, "https://example.org/u/kim").isStrong()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "nothing",
        "http://exa mple.org/",
        "javascript:alert(1)",
        "mailto:kim@example.org",
        "http://a..b/",
        "://"
      })
  void otherTextsAreNoUrl(String written) {
    assertThat(refusal(Kind.URL, written)).isEqualTo(Reason.NO_URL);
  }

  /// E.164 forms; numbers of fiction where the country has them.
  @ParameterizedTest
  @CsvSource({
    "+1 (202) 555-0123, +12025550123",
    "001 202 555 0123, +12025550123",
    "1-202-555-0123, +12025550123",
    "tel:+1-202-555-0123, +12025550123",
    "+44 (0)20 7946 0958, +442079460958",
    "+44 20 7946 0958 ext. 12, +442079460958",
    "\uff0b\uff14\uff14 20 7946 0958, +442079460958"
  })
  void numbersHaveOneForm(String written, String expected) {
    assertThat(normal(Kind.PHONE, written).normal()).isEqualTo(expected);
  }

  @Test
  void theCountryCompletesANumber() {
    Identifier number = Identifier.of(Kind.PHONE, "020 7946 0958", "test");
    assertThat(IdentifierProfile.normalise(number, Optional.of("GB")))
        .extracting(read -> ((NormalIdentifier) read).normal())
        .isEqualTo("+442079460958");
    assertThat(IdentifierProfile.normalise(number, Optional.empty()))
        .isEqualTo(new Refused(Reason.NO_COUNTRY));
    assertThat(IdentifierProfile.asWritten(number).loose())
        .isEqualTo(normal(Kind.PHONE, "+44 20 7946 0958").loose());
  }

  @ParameterizedTest
  @ValueSource(strings = {"call me", "+", "1234", "+999 1", "+1 2", "12345678901234567890"})
  void otherTextsAreNoNumber(String written) {
    assertThat(refusal(Kind.PHONE, written)).isEqualTo(Reason.NO_PHONE_NUMBER);
  }

  @ParameterizedTest
  @CsvSource({
    "Kim.Doe+x@EXAMPLE.org, kim.doe+x@example.org",
    "mailto:kim@example.org, kim@example.org",
    "Kim <kim@example.org>, kim@example.org",
    "kim@B\u00dcCHER.example, kim@xn--bcher-kva.example",
    "kim@example.org., kim@example.org",
    "kim\u200b@example.org, kim@example.org"
  })
  void mailAddressesHaveOneForm(String written, String expected) {
    assertThat(normal(Kind.E_MAIL, written).normal()).isEqualTo(expected);
  }

  @Test
  void tagsAndIgnoredDotsAreLooseAndNeverInTheNormalForm() {
    assertThat(normal(Kind.E_MAIL, "k.i.m+x@googlemail.com").looseKeys()).contains("kim@gmail.com");
    assertThat(normal(Kind.E_MAIL, "k.i.m@example.org").looseKeys()).contains("k.i.m@example.org");
    assertThat(normal(Kind.E_MAIL, "k.i.m@gmail.com").normal()).isEqualTo("k.i.m@gmail.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kim", "@example.org", "kim@", "a b@example.org", "a@b@example.org"})
  void otherTextsAreNoMailAddress(String written) {
    assertThat(refusal(Kind.E_MAIL, written)).isEqualTo(Reason.NO_MAIL_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kim@example",
        "kim@exa mple.org",
        "kim@-a.example",
        "kim@a..example",
        "kim@[192.0.2.1]"
      })
  void aDomainMustBeOne(String written) {
    assertThat(refusal(Kind.E_MAIL, written)).isEqualTo(Reason.BAD_HOST);
  }

  /// Full width, ligature, sharp s, final sigma, composed and decomposed.
  @ParameterizedTest
  @CsvSource({
    "@KimDoe, kimdoe",
    "\uff2b\uff29\uff2d, kim",
    "\ufb01n, fin",
    "Stra\u00dfe, strasse",
    "\u03a3\u0391\u03a3, \u03c3\u03b1\u03c3",
    "Jose\u0301, jos\u00e9",
    "k\u00adi\u202em, kim"
  })
  void namesHaveOneForm(String written, String expected) {
    assertThat(normal(Kind.USERNAME, written).normal()).isEqualTo(expected);
  }

  /// Each row: two names that the eye takes for one.
  @ParameterizedTest
  @CsvSource({
    "kim_doe, kim.doe",
    "kim doe, KimDoe",
    "kimdoe, kimdoe99",
    "kimdoe1, kimdoe2",
    "he11o_kim, hello-kim",
    "paypal, p\u0430yp\u0430l",
    "scope, \u0455\u0441\u043e\u0440\u0435",
    "kim0, kimo",
    "hell0, hello",
    "jos\u00e9.x, jose_x",
    "rnodern, modem",
    "vvolf, wolf",
    "l33t, leet",
    "\u03ba\u03b9m, kim"
  })
  void lookAlikesShareAKey(String one, String other) {
    assertThat(normal(Kind.USERNAME, one).looseKeys())
        .containsAnyElementsOf(normal(Kind.USERNAME, other).looseKeys());
  }

  @ParameterizedTest
  @CsvSource({"kim, tim", "kimdoe, kimroe", "12345, 12346", "kim1x, kimx"})
  void othersDoNot(String one, String other) {
    assertThat(normal(Kind.USERNAME, one).looseKeys())
        .doesNotContainAnyElementsOf(normal(Kind.USERNAME, other).looseKeys());
  }

  /// The first two are the usual examples of the distance; all counted by hand.
  @ParameterizedTest
  @CsvSource({
    "kitten, sitting, 3",
    "saturday, sunday, 3",
    "heron, heron, 0",
    "heron, herno, 1",
    "heron, hero, 1",
    "heron, herron, 1",
    "ca, abc, 3"
  })
  void slipsAreCounted(String one, String other, int slips) {
    assertThat(Spelling.slips(one, other, 5)).isEqualTo(slips);
    assertThat(Spelling.slips(other, one, 5)).isEqualTo(slips);
    assertThat(Spelling.slips(one, other, 0)).isEqualTo(Math.min(slips, 1));
  }

  @Test
  void mixedScriptsAndHiddenCharactersAreFlagged() {
    assertThat(normal(Kind.USERNAME, "p\u0430ypal\u200d").flags())
        .containsExactlyInAnyOrder(Flag.MIXED_SCRIPTS, Flag.INVISIBLE_CHARACTERS);
    assertThat(normal(Kind.USERNAME, "plain").flags()).isEmpty();
    assertThat(normal(Kind.USERNAME, "p\u0430ypal\u200d").original())
        .isEqualTo("p\u0430ypal\u200d");
  }

  /// 490154203237518 is the usual example of a valid IMEI; its check digit is 8.
  @ParameterizedTest
  @CsvSource({
    "49-015420-323751-8, imei, 490154203237518",
    "00:00:5E:00:53:AF, mac, 00:00:5e:00:53:af",
    "0000.5e00.53af, mac, 00:00:5e:00:53:af",
    "00-00-5e-00-53-af, mac, 00:00:5e:00:53:af",
    "imei: 490154203237518, imei, 490154203237518",
    "MAC:00005E0053AF, mac, 00:00:5e:00:53:af",
    "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}, serial, F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
    "sn ab12, serial, SNAB12"
  })
  void devicesAreTold(String written, String form, String expected) {
    NormalIdentifier device = normal(Kind.DEVICE_ID, written);
    assertThat(device.qualifier()).isEqualTo(form);
    assertThat(device.normal()).isEqualTo(expected);
  }

  /// MD5, SHA-1 and SHA-256 of "abc" (RFC 1321, FIPS 180).
  @ParameterizedTest
  @CsvSource({
    "900150983CD24FB0D6963F7D28E17F72, md5, 900150983cd24fb0d6963f7d28e17f72",
    "md5:900150983cd24fb0d6963f7d28e17f72, md5, 900150983cd24fb0d6963f7d28e17f72",
    "kAFQmDzST7DWlj99KOF/cg==, md5, 900150983cd24fb0d6963f7d28e17f72",
    "kAFQmDzST7DWlj99KOF_cg, md5, 900150983cd24fb0d6963f7d28e17f72",
    "md5: kAFQmDzST7DWlj99KOF/cg==, md5, 900150983cd24fb0d6963f7d28e17f72",
    "A9993E364706816ABA3E25717850C26C9CD0D89D, sha1, a9993e364706816aba3e25717850c26c9cd0d89d",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, sha256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  })
  void hashesAreTold(String written, String algorithm, String expected) {
    NormalIdentifier hash = normal(Kind.FILE_HASH, written);
    assertThat(hash.qualifier()).isEqualTo(algorithm);
    assertThat(hash.normal()).isEqualTo(expected);
  }

  @Test
  void theHashOfNothingLinksNothing() {
    assertThat(normal(Kind.FILE_HASH, "d41d8cd98f00b204e9800998ecf8427e").isStrong()).isFalse();
    assertThat(refusal(Kind.FILE_HASH, "abc")).isEqualTo(Reason.NO_HASH);
  }

  /// The first is the example of the IBAN registry for the United Kingdom; the second an address of
  /// Base58 whose case matters.
  @ParameterizedTest
  @CsvSource({
    "gb29 nwbk 6016 1331 9268 19, GB29NWBK60161331926819",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2, 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "bitcoin:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2?amount=1, 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "$KimDoe, kimdoe",
    "Kim@Example.org, kim@example.org"
  })
  void paymentHandlesHaveOneForm(String written, String expected) {
    assertThat(normal(Kind.PAYMENT_HANDLE, written).normal()).isEqualTo(expected);
  }

  @Test
  void longTextsStayApartAndShort() {
    String start = "https://example.org/" + "a".repeat(900);
    NormalIdentifier one = normal(Kind.URL, start + "1");
    NormalIdentifier other = normal(Kind.URL, start + "2");
    assertThat(one.normal()).hasSizeLessThanOrEqualTo(500).isNotEqualTo(other.normal());
    assertThat(one.original()).isEqualTo(start + "1");
    assertThat(refusal(Kind.URL, "a".repeat(10_001))).isEqualTo(Reason.TOO_LONG);
    assertThat(refusal(Kind.USERNAME, "\u200b")).isEqualTo(Reason.EMPTY);
  }

  @Test
  void aSearchIsReadAsEverythingThatItMayBe() {
    assertThat(IdentifierProfile.readings("+1 202 555 0123", Optional.empty()))
        .filteredOn(reading -> reading.kind() == Kind.PHONE)
        .extracting(NormalIdentifier::normal)
        .containsExactly("+12025550123");
    assertThat(IdentifierProfile.readings("198.51.100.7", Optional.empty()))
        .filteredOn(reading -> reading.kind() == Kind.IP_ADDRESS)
        .hasSize(1);
    assertThat(IdentifierProfile.readings(" ", Optional.empty())).isEmpty();
  }

  /// Nothing that can be written makes it fail, and what was normalised is so a second time.
  @ParameterizedTest
  @EnumSource(Kind.class)
  void noTextMakesItFail(Kind kind) {
    long seed = 20_260_401;
    Random random = new Random(seed);
    List<String> parts =
        List.of(
            "a",
            "B",
            "0",
            "1",
            "@",
            ".",
            ":",
            "/",
            "%",
            "[",
            "]",
            "+",
            "\u200f",
            "\u00df",
            "\u0130",
            "\ud83d\ude00",
            "\ud83d",
            "\u0000",
            " ",
            "#",
            "?",
            "..",
            "http://",
            "\u0430",
            "-",
            "\uff21",
            "$");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("x");
      for (int n = random.nextInt(14); n > 0; n--) {
        text.append(parts.get(random.nextInt(parts.size())));
      }
      Identifier sighting =
          Identifier.of(kind, text.toString().substring(random.nextInt(2)) + "x", "t");
      String what = "seed %d round %d: %s".formatted(seed, i, text);
      switch (IdentifierProfile.normalise(sighting, Optional.of("US"))) {
        case NormalIdentifier once ->
            assertThat(
                    ((NormalIdentifier)
                            IdentifierProfile.normalise(
                                Identifier.of(once.kind(), once.normal(), "t"), Optional.empty()))
                        .normal())
                .as(what)
                .isEqualTo(once.normal());
        case Refused refused ->
            assertThat(IdentifierProfile.asWritten(sighting).normal())
                .as(what + refused.reason().name().toLowerCase(Locale.ROOT))
                .isNotEmpty();
      }
    }
  }
}
