package org.orion.operations.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.orion.operations.TestServer;
import org.orion.operations.TestTips;
import org.orion.operations.access.Role;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.intake.TipFormat;
import org.orion.operations.intake.TipImport;
import org.orion.operations.intake.TipIntake;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Clusters on the real server. Which tips belong together is worked out by hand in each test.
class ClusterIT {
  private static final String COLUMNS =
      "external_id,received,username,username,ip,ip_time,platform\n";

  private final TestServer server = TestServer.running();
  private String agency = "";
  private int tips;

  @BeforeEach
  void anAgencyOfItsOwn() {
    agency = TestServer.newAgency();
    server.add(agency, Role.ANALYST);
  }

  private UUID tip(String row) {
    return TestTips.read(server, agency, TipFormat.CSV, COLUMNS + row + "\n").getFirst().tip();
  }

  private UUID seenFrom(String ip, String time) {
    tips++;
    return tip("N-%d,2026-01-01T00:00:00Z,,,%s,%s,".formatted(tips, ip, time));
  }

  private UUID named(String name, String received) {
    tips++;
    return tip("U-%d,%s,%s,,,,".formatted(tips, received, name));
  }

  private Optional<UUID> cluster(UUID tip) {
    Viewer viewer = Viewer.machine(agency);
    return server
        .bean(ViewerTransactions.class)
        .read(
            viewer,
            () ->
                server
                    .bean(JdbcClient.class)
                    .sql("select cluster from orion.tip where id = :id and cluster is not null")
                    .param("id", tip)
                    .query(UUID.class)
                    .optional());
  }

  private boolean together(UUID one, UUID other) {
    return cluster(one).isPresent() && cluster(one).equals(cluster(other));
  }

  @Test
  void aNetworkLinksWithin72Hours() {
    UUID first = seenFrom("198.51.100.7", "2026-03-01T00:00:00Z");
    UUID last = seenFrom("198.51.100.200", "2026-03-04T00:00:00Z");
    assertThat(together(first, last)).isTrue();
    UUID after = seenFrom("198.51.100.9", "2026-03-07T00:00:01Z");
    assertThat(cluster(after)).isEmpty();
    UUID elsewhere = seenFrom("198.51.101.7", "2026-03-01T00:00:00Z");
    assertThat(cluster(elsewhere)).isEmpty();
  }

  @Test
  void aVersion6NetworkIsA48() {
    UUID first = seenFrom("2001:db8:7:1::1", "2026-03-01T00:00:00Z");
    assertThat(together(first, seenFrom("2001:db8:7:ffff::9", "2026-03-02T00:00:00Z"))).isTrue();
    assertThat(cluster(seenFrom("2001:db8:8::1", "2026-03-01T00:00:00Z"))).isEmpty();
  }

  @Test
  void aPrivateNetworkLinksNothing() {
    seenFrom("192.168.0.1", "2026-03-01T00:00:00Z");
    assertThat(cluster(seenFrom("192.168.0.1", "2026-03-01T00:00:00Z"))).isEmpty();
  }

  /// 90 days after 1 January 2026 is 1 April.
  @Test
  void aNameLinksWithin90Days() {
    UUID first = named("Quiet_Heron", "2026-01-01T00:00:00Z");
    UUID last = named("qu1et.heron77", "2026-04-01T00:00:00Z");
    assertThat(together(first, last)).isTrue();
    UUID after = named("quiet-heron", "2026-06-30T00:00:01Z");
    assertThat(cluster(after)).isEmpty();
  }

  @Test
  void aChainIsOneClusterAndEndsWhenItsLinkGoes() {
    UUID one = tip("C-1,2026-01-01T00:00:00Z,alpha_bird,,,,");
    UUID other = tip("C-2,2026-01-01T00:00:00Z,gamma_bird,,,,");
    assertThat(cluster(one)).isEmpty();
    UUID link = tip("C-3,2026-01-01T00:00:00Z,alpha_bird,gamma_bird,,,");
    assertThat(together(one, other)).isTrue();
    assertThat(together(one, link)).isTrue();
    assertThat(tip("C-3,2026-01-01T00:00:00Z,gamma_bird,,,,")).isEqualTo(link);
    assertThat(cluster(one)).isEmpty();
    assertThat(together(link, other)).isTrue();
  }

  /// 200 tips share a name and are one cluster; with the 201st the name says nothing any more.
  @Test
  void aKeyThatMoreThan200ShareLinksNothing() {
    UUID first = tip("M-0,2026-01-01T00:00:00Z,common_name,,,,");
    StringBuilder many = new StringBuilder(COLUMNS);
    for (int i = 1; i < 200; i++) {
      many.append("M-%d,2026-01-01T00:00:00Z,common_name,,,,\n".formatted(i));
    }
    List<TipIntake.Accepted> all = TestTips.read(server, agency, TipFormat.CSV, many.toString());
    assertThat(together(first, all.getLast().tip())).isTrue();
    UUID tooMany = tip("M-200,2026-01-01T00:00:00Z,common_name,,,,");
    assertThat(cluster(tooMany)).isEmpty();
    assertThat(cluster(first)).isEmpty();
    assertThat(cluster(tip("M-201,2026-01-01T00:00:00Z,common_name,,,,"))).isEmpty();
  }

  /// The tips of a table that is imported: many to a transaction.
  private List<UUID> imported(List<String> rows) throws IOException {
    List<UUID> all = new ArrayList<>();
    server
        .bean(TipImport.class)
        .read(
            Viewer.machine(agency),
            new ByteArrayInputStream(
                (COLUMNS + String.join("\n", rows)).getBytes(StandardCharsets.UTF_8)),
            "table",
            outcome -> all.add(outcome.tip().orElseThrow()));
    return all;
  }

  @Test
  void tipsOfOneTransactionAreLinkedAmongThemselvesAndToOthers() throws IOException {
    UUID before = tip("B-0,2026-01-01T00:00:00Z,brown_otter,,,,");
    List<UUID> all =
        imported(
            List.of(
                "B-1,2026-01-01T00:00:00Z,grey_otter,black_otter,,,",
                "B-2,2026-01-01T00:00:00Z,white_otter,,,,",
                "B-3,2026-01-01T00:00:00Z,black_otter,brown_otter,,,",
                "B-4,2026-01-01T00:00:00Z,grey_otter,,,,",
                "B-5,2026-01-01T00:00:00Z,lone_marten,,,,",
                "B-6,2026-01-01T00:00:00Z,white_otter,,,,"));
    assertThat(together(before, all.get(0))).isTrue();
    assertThat(together(before, all.get(2))).isTrue();
    assertThat(together(before, all.get(3))).isTrue();
    assertThat(together(all.get(1), all.get(5))).isTrue();
    assertThat(together(before, all.get(1))).isFalse();
    assertThat(cluster(all.get(4))).isEmpty();
  }

  /// Two clusters of three and two that a table's one tip makes one of six.
  @Test
  void aTransactionMergesClusters() throws IOException {
    List<UUID> parts =
        imported(
            List.of(
                "P-1,2026-01-01T00:00:00Z,red_kite,,,,",
                "P-2,2026-01-01T00:00:00Z,red_kite,,,,",
                "P-3,2026-01-01T00:00:00Z,red_kite,,,,",
                "P-4,2026-01-01T00:00:00Z,blue_kite,,,,",
                "P-5,2026-01-01T00:00:00Z,blue_kite,,,,"));
    Optional<UUID> larger = cluster(parts.getFirst());
    assertThat(cluster(parts.getLast())).isPresent().isNotEqualTo(larger);
    List<UUID> both =
        imported(
            List.of(
                "P-6,2026-01-01T00:00:00Z,red_kite,blue_kite,,,",
                "P-7,2026-01-01T00:00:00Z,lone_kite,,,,"));
    assertThat(parts.stream().map(this::cluster).distinct()).containsExactly(larger);
    assertThat(cluster(both.getFirst())).isEqualTo(larger);
    assertThat(cluster(both.getLast())).isEmpty();
  }

  @Test
  void ofMoreThan200InOneTransactionNoneIsLinked() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      rows.add("X-%d,2026-01-01T00:00:00Z,plain_name,,,,".formatted(i));
    }
    UUID before = tip("X-0,2026-01-01T00:00:00Z,plain_name,,,,");
    assertThat(imported(rows).stream().map(this::cluster)).allMatch(Optional::isEmpty);
    assertThat(cluster(before)).isEmpty();
  }

  /// The link moves to a larger cluster, and leaves those whom it held together.
  @Test
  void whoMovesToAnotherClusterTakesNobodyAlong() {
    UUID one = tip("L-1,2026-01-01T00:00:00Z,alpha_crane,,,,");
    UUID link = tip("L-2,2026-01-01T00:00:00Z,alpha_crane,,,,");
    for (int i = 3; i < 6; i++) {
      tip("L-%d,2026-01-01T00:00:00Z,omega_crane,,,,".formatted(i));
    }
    UUID other = tip("L-6,2026-01-01T00:00:00Z,omega_crane,,,,");
    assertThat(together(one, link)).isTrue();
    assertThat(tip("L-2,2026-01-01T00:00:00Z,omega_crane,,,,")).isEqualTo(link);
    assertThat(together(link, other)).isTrue();
    assertThat(cluster(one)).isEmpty();
  }

  @Test
  void anotherAgencysTipsAreNeverLinked() {
    UUID own = named("shared_finch", "2026-01-01T00:00:00Z");
    agency = TestServer.newAgency();
    server.add(agency, Role.ANALYST);
    assertThat(cluster(named("shared_finch", "2026-01-01T00:00:00Z"))).isEmpty();
    assertThat(own).isNotNull();
  }

  /// Tip i of a group shares one name with tip i - 1 and another with tip i + 1: each group is a
  /// chain, which is whole only when no two arrivals miss each other. Every fourth tip comes twice,
  /// changed.
  @Test
  void arrivalsAtOnceNeitherMissEachOtherNorBlock() throws Exception {
    long seed = 5_501_234;
    List<String> rows = new ArrayList<>();
    for (int group = 0; group < 4; group++) {
      String name = List.of("redwing", "siskin", "dunlin", "plover").get(group);
      for (int i = 0; i < 40; i++) {
        String names = "%s%s,%s%s".formatted(name, word(i), name, word(i + 1));
        rows.add("X-%d-%d,2026-01-01T00:00:00Z,%s,,,".formatted(group, i, names));
        if (i % 4 == 0) {
          rows.add("X-%d-%d,2026-01-02T00:00:00Z,%s,,,".formatted(group, i, names));
        }
      }
    }
    Collections.shuffle(rows, new Random(seed));
    List<UUID> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<UUID>> done = new ArrayList<>();
      rows.forEach(row -> done.add(threads.submit(() -> tip(row))));
      for (Future<UUID> one : done) {
        all.add(one.get());
      }
    }
    assertThat(all.stream().distinct()).hasSize(160);
    assertThat(all.stream().map(this::cluster).distinct().toList())
        .as("seed %d", seed)
        .hasSize(4)
        .allMatch(Optional::isPresent);
  }

  /// Letters, because digits at the end of a name say nothing.
  private static String word(int number) {
    return "q" + (char) ('a' + number / 10) + (char) ('a' + number % 10) + "q";
  }
}
