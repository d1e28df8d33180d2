package org.orion.operations.lawful;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orion.exchange.FormatException;
import org.orion.exchange.Stated;

/// Every path through the gate. The expected state is worked out in the tests from a table of
/// sentences, not with the code under test.
class FileAccessRuleTest {
  private static final Instant AT = Instant.parse("2026-05-10T12:00:00Z");
  private static final Instant BEGIN = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-06-01T00:00:00Z");
  private static final String FILE = "tip-1/file-1";
  private static final Set<String> ACCOUNTS = Set.of("alpha@example.org");
  private static final Set<LawfulAct> VIEW = Set.of(LawfulAct.VIEW_FILE);
  private static final AuthorityScope OF_FILE = new AuthorityScope(Set.of(FILE), Set.of(), VIEW);
  private static final AuthorityScope OF_ACCOUNT =
      new AuthorityScope(Set.of(), Set.of("beta@example.org", "alpha@example.org"), VIEW);

  /// Jurisdictions of the three rules, and ones that fall back.
  private static final Map<String, WarrantRule> RULES =
      new TreeMap<>(
          Map.of(
              "US-C09", WarrantRule.NEEDED,
              "US-C02", WarrantRule.NEEDED,
              "US-C10", WarrantRule.NEEDED,
              "US-C03", WarrantRule.NEEDED,
              "US", WarrantRule.NEEDED,
              "US-C05", WarrantRule.NEEDED_WITHOUT_HASH_MATCH,
              "US-C06", WarrantRule.NEEDED_WITHOUT_HASH_MATCH,
              "XX", WarrantRule.NEEDED,
              "", WarrantRule.NEEDED,
              "BR-SP", WarrantRule.NOT_NEEDED));

  /// Single authorities, and for each why it does not open the file; null where it does.
  private record Attached(LegalAuthority authority, LegalAuthority.@Nullable Unfit unfit) {}

  private static List<Attached> attachable() {
    List<Attached> all = new ArrayList<>();
    for (AuthorityKind kind : AuthorityKind.values()) {
      boolean opens = kind != AuthorityKind.SUBPOENA;
      LegalAuthority.@Nullable Unfit kindUnfit =
          opens ? null : LegalAuthority.Unfit.KIND_OPENS_NO_FILE;
      all.add(new Attached(authority(kind, BEGIN, END, OF_FILE), kindUnfit));
      all.add(new Attached(authority(kind, BEGIN, END, OF_ACCOUNT), kindUnfit));
      all.add(new Attached(authority(kind, AT, END, OF_FILE), kindUnfit));
      all.add(
          new Attached(
              authority(kind, AT.plusNanos(1), END, OF_FILE),
              opens ? LegalAuthority.Unfit.NOT_YET_VALID : kindUnfit));
      all.add(
          new Attached(
              authority(kind, BEGIN, AT, OF_FILE),
              opens ? LegalAuthority.Unfit.EXPIRED : kindUnfit));
      all.add(new Attached(authority(kind, BEGIN, AT.plusNanos(1), OF_FILE), kindUnfit));
      all.add(
          new Attached(
              authority(
                  kind,
                  BEGIN,
                  END,
                  new AuthorityScope(
                      Set.of(FILE),
                      ACCOUNTS,
                      Set.of(
                          LawfulAct.OBTAIN_CONTENT,
                          LawfulAct.OBTAIN_SUBSCRIBER_DATA,
                          LawfulAct.SEARCH_DEVICE))),
              opens ? LegalAuthority.Unfit.OTHER_ACT : kindUnfit));
      all.add(
          new Attached(
              authority(
                  kind,
                  BEGIN,
                  END,
                  new AuthorityScope(
                      Set.of("tip-1/file-2", "TIP-1/FILE-1"), Set.of("beta@example.org"), VIEW)),
              opens ? LegalAuthority.Unfit.OTHER_FILES : kindUnfit));
    }
    return all;
  }

  private static LegalAuthority authority(
      AuthorityKind kind, Instant from, Instant to, AuthorityScope scope) {
    return new LegalAuthority(
        kind,
        kind.isIssued() ? "26-mj-0100" : "",
        "District Court of Example",
        LocalDate.of(2026, 4, 30),
        from,
        to,
        scope,
        kind.isException() ? "Recorded at length for this test." : "");
  }

  private static JurisdictionTable table(Path folder) throws Exception {
    return JurisdictionTable.withFile(
        Files.writeString(
            folder.resolve("ours.tsv"), "# ours\nBR-SP\tNOT_NEEDED\tdecree 1 of the test\n"));
  }

  @Test
  void everyPathThroughTheGate(@TempDir Path folder) throws Exception {
    FileAccessRule rule = new FileAccessRule(table(folder));
    List<List<Attached>> attachments = new ArrayList<>();
    attachments.add(List.of());
    attachable().forEach(one -> attachments.add(List.of(one)));
    attachments.add(attachable());
    attachments.add(attachable().stream().filter(one -> one.unfit() != null).toList());
    int paths = 0;
    for (String jurisdiction : RULES.keySet()) {
      for (Stated viewed : Stated.values()) {
        for (Stated open : Stated.values()) {
          for (Stated matched : Stated.values()) {
            for (List<Attached> attached : attachments) {
              FileQuestion question =
                  new FileQuestion(FILE, ACCOUNTS, jurisdiction, viewed, open, matched);
              check(question, attached, rule.decide(question, authorities(attached), AT));
              paths++;
            }
          }
        }
      }
    }
    assertThat(paths).isEqualTo(10 * 27 * (1 + 40 + 2));
  }

  private static void check(FileQuestion question, List<Attached> attached, GateState state) {
    String path = question + " " + attached;
    if (question.viewedByProvider() == Stated.YES) {
      opened(path, state, GateState.Open.Ground.VIEWED_BY_PROVIDER);
      return;
    }
    if (question.publiclyAvailable() == Stated.YES) {
      opened(path, state, GateState.Open.Ground.PUBLICLY_AVAILABLE);
      return;
    }
    WarrantRule rule = RULES.get(question.jurisdiction());
    if (rule == WarrantRule.NOT_NEEDED) {
      opened(path, state, GateState.Open.Ground.NO_WARRANT_NEEDED_HERE);
      return;
    }
    boolean hashes = rule == WarrantRule.NEEDED_WITHOUT_HASH_MATCH;
    if (hashes && question.matchedByProvider() == Stated.YES) {
      opened(path, state, GateState.Open.Ground.MATCHED_BY_PROVIDER);
      return;
    }
    if (attached.stream().anyMatch(one -> one.unfit() == null)) {
      opened(path, state, GateState.Open.Ground.AUTHORITY);
      return;
    }
    assertThat(state).as(path).isInstanceOf(GateState.Blocked.class);
    GateState.Blocked blocked = (GateState.Blocked) state;
    assertThat(blocked.hindrance())
        .as(path)
        .isEqualTo(
            question.viewedByProvider() == Stated.NO
                ? GateState.Blocked.Hindrance.NOT_VIEWED
                : GateState.Blocked.Hindrance.NOT_STATED_AS_VIEWED);
    assertThat(blocked.source()).as(path).isNotBlank();
    assertThat(blocked.unfit())
        .as(path)
        .extracting(GateState.UnfitAuthority::reason)
        .containsExactlyElementsOf(attached.stream().map(Attached::unfit).toList());
    assertThat(blocked.openers())
        .as(path)
        .contains(GateState.Opener.WARRANT, GateState.Opener.RECORDED_EXCEPTION);
    assertThat(blocked.openers().contains(GateState.Opener.PROVIDER_STATES_VIEWED))
        .as(path)
        .isEqualTo(question.viewedByProvider() == Stated.UNSTATED);
    assertThat(blocked.openers().contains(GateState.Opener.STATED_PUBLIC))
        .as(path)
        .isEqualTo(question.publiclyAvailable() == Stated.UNSTATED);
    assertThat(blocked.openers().contains(GateState.Opener.PROVIDER_STATES_MATCH))
        .as(path)
        .isEqualTo(hashes && question.matchedByProvider() == Stated.UNSTATED);
  }

  private static void opened(String path, GateState state, GateState.Open.Ground ground) {
    assertThat(state).as(path).isInstanceOf(GateState.Open.class);
    assertThat(((GateState.Open) state).ground()).as(path).isEqualTo(ground);
    assertThat(((GateState.Open) state).source()).as(path).isNotBlank();
  }

  private static List<LegalAuthority> authorities(List<Attached> attached) {
    return attached.stream().map(Attached::authority).toList();
  }

  @Test
  void theDecisionOfTheNinthCircuitHolds() {
    FileAccessRule rule = new FileAccessRule(JurisdictionTable.builtIn());
    // The facts of Wilson: matched by hash, opened by nobody at the provider, no warrant.
    FileQuestion wilson =
        new FileQuestion(FILE, ACCOUNTS, "US-C09", Stated.NO, Stated.NO, Stated.YES);

    GateState.Blocked blocked = (GateState.Blocked) rule.decide(wilson, List.of(), AT);

    assertThat(blocked.source()).contains("13 F.4th 961");
  }

  @Test
  void anAuthorityIsNamedAsTheGround() {
    FileAccessRule rule = new FileAccessRule(JurisdictionTable.builtIn());
    FileQuestion question =
        new FileQuestion(FILE, ACCOUNTS, "US-C09", Stated.NO, Stated.NO, Stated.UNSTATED);
    List<LegalAuthority> both =
        new ArrayList<>(
            List.of(
                authority(AuthorityKind.WARRANT, BEGIN, END, OF_FILE),
                authority(AuthorityKind.CONSENT, BEGIN, END, OF_ACCOUNT)));

    GateState state = rule.decide(question, both, AT);
    assertThat(((GateState.Open) state).source())
        .isEqualTo(
            "CONSENT, District Court of Example; WARRANT 26-mj-0100, District Court of Example");
    Collections.reverse(both);
    assertThat(rule.decide(question, both, AT)).isEqualTo(state);
  }

  @Test
  void theTableNamesWhatIsWrongAndCannotOpenTheWorld(@TempDir Path folder) {
    refused(folder, "*\tNOT_NEEDED\tours", "line 1", "'*'");
    refused(folder, "\nBR\tNEVER\tours", "line 2", "'NEVER'");
    refused(folder, "BR\tNOT_NEEDED", "line 1", "3 fields");
    refused(folder, "BR\tNOT_NEEDED\t", "line 1", "3 fields");
    refused(folder, "Brazil\tNOT_NEEDED\tours", "line 1", "'Brazil'");
    refused(folder, "QQ\tNOT_NEEDED\tours", "line 1", "'QQ'");
    refused(folder, "US-\tNOT_NEEDED\tours", "line 1", "'US-'");
    refused(folder, "BR\tNEEDED\ta\nBR\tNOT_NEEDED\tb", "line 2", "'BR'");
  }

  private static void refused(Path folder, String text, String where, String found) {
    assertThatThrownBy(
            () -> JurisdictionTable.withFile(Files.writeString(folder.resolve("bad.tsv"), text)))
        .as(text)
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(where)
        .hasMessageContaining(found);
  }

  @Test
  void aTableThatIsNotThereAddsNothing(@TempDir Path folder) throws Exception {
    assertThat(JurisdictionTable.withFile(folder.resolve("none.tsv")).entry("BR").rule())
        .isEqualTo(WarrantRule.NEEDED);
  }
}
