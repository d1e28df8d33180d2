package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/// Files of tips by their content, zips, and damage of every kind.
class TipReaderTest {
  private static final String MARKS = "<>&\"'{}[],:\\\n\0;/";
  private static final int MUTATIONS = Integer.getInteger("orion.mutations", 100);

  @Test
  void theFirstBytesTellTheFormat() throws Exception {
    assertThat(CollectedTips.of(IspwsSamples.SMALL).only().source())
        .isEqualTo(TipReport.Source.PROVIDER);
    assertThat(CollectedTips.of("\uFEFF" + IspwsSamples.FROM_CLIENT).only().people()).hasSize(1);
    assertThat(CollectedTips.of(IspwsSamples.SMALL.getBytes(StandardCharsets.UTF_16)).read)
        .hasSize(1);
    assertThat(CollectedTips.of(DownloadSamples.LARGE).only().source())
        .isEqualTo(TipReport.Source.CLEARING_HOUSE);
    assertThat(CollectedTips.of("text\nhello\n").only().source())
        .isEqualTo(TipReport.Source.UNKNOWN);
  }

  @Test
  void whatIsNoTipIsOneRefusalThatSaysSo() throws Exception {
    refused(new byte[0], "an empty file");
    refused(utf8(" \n"), "white space");
    refused(utf8("hello"), "something else");
    refused(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0}, "something else");
    refused("\uFEFF{}".getBytes(StandardCharsets.UTF_16LE), "text in UTF-16LE");
    refused(utf8(IspwsSamples.FILE), "<fileDetails>");
    refused(utf8("<html><body>"), "well-formed XML");
  }

  private static void refused(byte[] file, String words) throws IOException {
    CollectedTips collected = CollectedTips.of(file);
    assertThat(collected.read).isEmpty();
    assertThat(collected.messages()).hasSize(1);
    assertThat(collected.messages().getFirst()).startsWith("[tips").contains(words);
  }

  @Test
  void aZipOfManyIsReadAndWhatIsNotIsNamed() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("1.json", utf8(DownloadSamples.small("1")));
    members.put("bad.json", utf8("{\"reportId\": }"));
    members.put("in/2.json", utf8("[" + DownloadSamples.small("2") + "]"));
    members.put("report.xml", utf8(IspwsSamples.SMALL));
    members.put("in/chart.png", new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    members.put("more.zip", zip(Map.of("3.json", utf8(DownloadSamples.small("3")))));
    CollectedTips collected = CollectedTips.of(zip(members));
    assertThat(collected.ids()).containsExactly("1", "2", "none");
    assertThat(collected.read.getFirst().original().bytes()).isEqualTo(members.get("1.json"));
    assertThat(collected.refused.stream().map(TipResult::where))
        .containsExactly("tips!bad.json report 1", "tips!in/chart.png", "tips!more.zip");
    assertThat(collected.messages().getFirst()).startsWith("[tips!bad.json:1:");
    assertThat(collected.messages().getLast()).contains("a zip within a zip");
    assertThat(CollectedTips.of(zip(Map.of())).messages().getFirst()).contains("without members");
  }

  @Test
  void anEncryptedOrDamagedMemberIsNamedAndTheOthersAreRead() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("1.json", utf8(DownloadSamples.small("1")));
    members.put("2.json", utf8(DownloadSamples.small("2")));
    byte[] zip = zip(members);
    byte[] encrypted = zip.clone();
    encrypted[at(encrypted, "PK\u0001\u0002") + 8] |= 1;
    CollectedTips collected = CollectedTips.of(encrypted);
    assertThat(collected.ids()).containsExactly("2");
    assertThat(collected.messages())
        .containsExactly(
            "[tips!1.json] expected a member that is not encrypted, found an encrypted one");
    byte[] damaged = zip.clone();
    damaged[at(damaged, "PK\u0001\u0002") + 16] ^= 1;
    assertThat(CollectedTips.of(damaged).ids()).containsExactly("2");
    assertThat(CollectedTips.of(damaged).messages().getFirst()).contains("the member is damaged");
    byte[] cut = Arrays.copyOf(zip, zip.length / 2);
    assertThat(CollectedTips.of(cut).messages()).hasSize(1);
  }

  @Test
  void whatUnfoldsToTooMuchIsRefused() throws Exception {
    byte[] much = new byte[TipZip.MOST_MEMBER_BYTES + 1];
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("bomb.json", much);
    members.put("1.json", utf8(DownloadSamples.small("1")));
    CollectedTips collected = CollectedTips.of(zip(members));
    assertThat(collected.ids()).containsExactly("1");
    assertThat(collected.messages().getFirst()).contains("at most 67,108,864 bytes unfolded");
    byte[] many = new byte[4 * (TipZip.MOST_MEMBERS + 1)];
    for (int i = 0; i < many.length; i += 4) {
      System.arraycopy(new byte[] {'P', 'K', 1, 2}, 0, many, i, 4);
    }
    byte[] flood = zip(members);
    byte[] both = Arrays.copyOf(flood, flood.length + many.length);
    System.arraycopy(many, 0, both, flood.length, many.length);
    assertThat(CollectedTips.of(both).messages().getFirst()).contains("at most 100,000 members");
    assertThat(CollectedTips.of(Arrays.copyOf(flood, TipZip.MOST_BYTES + 1)).messages())
        .containsExactly("[tips] expected a zip of at most 67,108,864 bytes, found a larger one");
  }

  @Test
  void manySmallBombsTogetherAreStopped() throws Exception {
    Map<String, byte[]> members = new LinkedHashMap<>();
    byte[] blank = new byte[60 << 20];
    Arrays.fill(blank, (byte) ' ');
    for (int i = 0; i < 20; i++) {
      members.put(i + ".json", blank);
    }
    CollectedTips collected = CollectedTips.of(zip(members));
    assertThat(collected.refused).hasSize(19);
    assertThat(collected.messages().getLast()).contains("1,073,741,824").contains("18.json");
  }

  /// Whatever happens to a valid file, it is read or refused in words.
  @Test
  void damagedFilesAreReadOrRefused() throws Exception {
    long seed = 20_260_102;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("1.json", utf8(DownloadSamples.LARGE));
    members.put("2.xml", utf8(IspwsSamples.LARGE));
    List<byte[]> files = new ArrayList<>();
    files.add(utf8(IspwsSamples.LARGE));
    files.add(utf8(IspwsSamples.FROM_CLIENT));
    files.add(IspwsSamples.LARGE.getBytes(StandardCharsets.UTF_16));
    files.add(utf8(DownloadSamples.LARGE));
    files.add(utf8(DownloadSamples.small("1") + "\n" + DownloadSamples.LARGE));
    files.add(utf8("external_id,email;text\tip\n1,\"a\nb\";c\n2,d\n\"3\"\"\",x\n"));
    files.add(zip(members));
    int read = 0;
    int refused = 0;
    for (byte[] file : files) {
      for (int i = 0; i < MUTATIONS * 5; i++) {
        CollectedTips collected = CollectedTips.of(mutated(file, random));
        assertThat(collected.read.size() + collected.refused.size()).isPositive();
        read += collected.read.size();
        refused += collected.refused.size();
        assertThat(collected.messages()).allMatch(message -> message.startsWith("[tips"));
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }

  private static byte[] mutated(byte[] file, Random random) {
    byte[] changed = file.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int place = random.nextInt(changed.length);
      switch (random.nextInt(6)) {
        case 0 -> changed[place] = (byte) random.nextInt(256);
        case 1 -> changed[place] ^= (byte) (1 << random.nextInt(8));
        case 2 -> changed = Arrays.copyOf(changed, Math.max(1, place));
        case 3 -> changed[place] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
        case 4 -> {
          int from = random.nextInt(changed.length);
          int length = Math.min(random.nextInt(80), changed.length - Math.max(from, place));
          System.arraycopy(changed, from, changed, place, length);
        }
        default -> {
          byte[] longer = new byte[changed.length + 7];
          System.arraycopy(changed, 0, longer, 0, place);
          System.arraycopy(changed, place, longer, place + 7, changed.length - place);
          changed = longer;
        }
      }
    }
    return changed;
  }

  private static int at(byte[] bytes, String signature) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(signature);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zip(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
