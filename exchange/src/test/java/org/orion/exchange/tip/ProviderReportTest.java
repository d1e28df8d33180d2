package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orion.exchange.FormatException;
import org.orion.exchange.Stated;
import org.orion.exchange.hash.Md5;
import org.orion.exchange.hash.Sha1;
import org.orion.exchange.hash.Sha256;

/// A finished report, kept and read again. The digests are those of `abc` in RFC 1321 and FIPS 180.
class ProviderReportTest {
  private static final Md5 MD5 = Md5.parse("900150983cd24fb0d6963f7d28e17f72");
  private static final Sha1 SHA1 = Sha1.parse("a9993e364706816aba3e25717850c26c9cd0d89d");
  private static final Sha256 SHA256 =
      Sha256.parse("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  private static final String DETAILS =
      """
      <fileDetails><reportId>55501</reportId><fileId>fa1</fileId>\
      <originalFileName>chart.png</originalFileName><fileViewedByEsp>true</fileViewedByEsp>\
      <originalFileHash hashType="MD5">d41d8cd98f00b204e9800998ecf8427e</originalFileHash>\
      <additionalInfo>a chart</additionalInfo></fileDetails>
      """;

  private static Original original(String text) {
    return Original.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ProviderReport.Upload upload(String id, Optional<Original> details) {
    return new ProviderReport.Upload(
        id,
        3,
        MD5,
        SHA1,
        SHA256,
        Optional.of("image/png"),
        Optional.empty(),
        Instant.parse("2026-01-02T03:05:00Z"),
        details);
  }

  private static ProviderReport report(String xml, ProviderReport.Upload... files) {
    return new ProviderReport(
        55501,
        "Example \u05d0\u202e Chat",
        Instant.parse("2026-01-02T03:04:05.678Z"),
        original(xml),
        List.of(files));
  }

  @Test
  void whatIsKeptIsReadAgainByTheOneWayIn() throws IOException {
    ProviderReport kept =
        report(
            IspwsSamples.SMALL,
            upload("fa1", Optional.of(original(DETAILS))),
            upload("fa2", Optional.empty()));
    TipReport tip = CollectedTips.of(kept.toOriginal().bytes()).only();
    assertThat(tip.externalId()).contains("55501");
    assertThat(tip.reporter()).contains("Example \u05d0\u202e Chat");
    assertThat(tip.received().orElseThrow().instant())
        .isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    assertThat(tip.incident().type()).isEqualTo(IncidentType.MISLEADING_DOMAIN);
    assertThat(tip.files())
        .extracting(TipReport.TipFile::place)
        .containsExactly("files/fa1", "files/fa2");
    TipReport.TipFile described = tip.files().getFirst();
    assertThat(described.viewedByProvider()).isEqualTo(Stated.YES);
    assertThat(described.originalName()).contains("chart.png");
    assertThat(described.identifiers())
        .extracting(Identifier::value)
        .containsExactly(MD5.hex(), SHA1.hex(), SHA256.hex(), "d41d8cd98f00b204e9800998ecf8427e");
    assertThat(described.identifiers().getLast().place())
        .isEqualTo("files/fa1/fileDetails/originalFileHash");
    assertThat(tip.files().getLast().viewedByProvider()).isEqualTo(Stated.UNSTATED);
  }

  @Test
  void theSubmittedBytesAreKeptAsTheyCame() throws FormatException {
    String large =
        IspwsSamples.SMALL.replace("<reporter>", "<!--" + "x".repeat(7 << 20) + "--><reporter>");
    ProviderReport kept = report(large);
    ProviderReport again = ProviderReport.read(kept.toOriginal().bytes());
    assertThat(again.report().bytes()).isEqualTo(large.getBytes(StandardCharsets.UTF_8));
    assertThat(again.toOriginal().sha256()).isEqualTo(kept.toOriginal().sha256());
  }

  @Test
  void anotherFormIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> read("{\"providerReport\":{\"version\":2}}"))
        .hasMessage("[provider report:version] expected version 1, found 2");
    String kept =
        new String(report(IspwsSamples.SMALL).toOriginal().bytes(), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(kept.replace("\"55501\"", "\"many\"")))
        .hasMessageContaining("$.providerReport.number] expected a whole number");
    assertThatThrownBy(() -> read(kept.replaceFirst("\"report\":\\[\"", "\"report\":[\"*")))
        .hasMessageContaining("expected base64");
  }

  private static void read(String text) throws FormatException {
    ProviderReport.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
