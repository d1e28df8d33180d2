package org.orion.operations.referral;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orion.exchange.caseuco.CaseId;
import org.orion.exchange.caseuco.CaseIds;
import org.orion.exchange.caseuco.CaseThing;
import org.orion.exchange.caseuco.CaseThing.Account;
import org.orion.exchange.caseuco.CaseThing.AccountKind;
import org.orion.exchange.caseuco.CaseWriter;
import org.orion.exchange.hash.Sha256;
import org.orion.operations.referral.CaseFile.Schedule;

/// A [CaseFile] in the words of CASE: the case, its people by their codes and names, identifiers,
/// reports and letters by their digests, legal grounds, and acts. Each is named by the id of its
/// row, so that what is recorded later takes no name of another.
final class CaseFileCase {
  private static final String HIDDEN =
      "It holds what its preparer may see; what that person may not see is left out without a mark.";
  private static final String KEPT =
      "Of people and children who are also in another case under a stricter handling code, identifiers and facts are left out.";

  private final CaseFile file;
  private final String origin;
  private final Map<String, CaseId> people = new HashMap<>();
  private final List<CaseThing> things = new ArrayList<>();
  private final List<CaseId> members = new ArrayList<>();
  private final List<CaseId> grounds = new ArrayList<>();
  private final Set<CaseId> issuers = new HashSet<>();

  private CaseFileCase(CaseFile file, String installation) {
    this.file = file;
    this.origin = installation + "/case/" + file.investigation().id();
  }

  /// @param installation names the origin, so that an export that is repeated names everything as
  ///   before
  static byte[] write(CaseFile file, String installation) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      new CaseFileCase(file, installation).write(output);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return output.toByteArray();
  }

  private void write(ByteArrayOutputStream output) throws IOException {
    CaseWriter writer =
        new CaseWriter(
            output,
            id("bundle", ""),
            origin,
            "Case " + file.investigation().number(),
            Optional.of(file.investigation().handling()));
    collect();
    for (CaseThing thing : things) {
      writer.write(thing);
    }
    writer.finish();
  }

  private CaseId id(String kind, String number) {
    return CaseId.of(origin, kind, number);
  }

  private void collect() {
    CaseId agency = id("organization", file.investigation().agency());
    things.add(new CaseThing.Organization(agency, file.agencyName()));
    file.schedule("people").ifPresent(this::people);
    file.schedule("children").ifPresent(this::children);
    file.schedule("identifiers").ifPresent(one -> accounts(one, "belongs_to"));
    file.schedule("tips").ifPresent(one -> documents(one, "original_sha256"));
    file.schedule("sightings").ifPresent(one -> accounts(one, "tip"));
    file.schedule("authorities").ifPresent(this::authorities);
    file.schedule("letters").ifPresent(one -> documents(one, "sha256"));
    file.schedule("arrests").ifPresent(one -> acts(one, "Arrest", agency));
    file.schedule("actions").ifPresent(one -> acts(one, "Planned action", agency));
    file.schedule("charges").ifPresent(one -> acts(one, "Charge", agency));
    things.add(
        new CaseThing.Investigation(
            id("investigation", ""),
            file.investigation().number(),
            Optional.of(file.investigation().title()),
            Optional.of(description()),
            Optional.of(file.investigation().openedOn().atStartOfDay().toInstant(ZoneOffset.UTC)),
            file.investigation().closedAt(),
            grounds,
            CaseIds.of(members)));
  }

  private String description() {
    return Stream.of(file.investigation().summary(), HIDDEN, file.isKeptBack() ? KEPT : "")
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n\n"));
  }

  private void add(CaseThing thing) {
    things.add(thing);
    members.add(thing.id());
  }

  /// Someone of whom several things are stated is one person, with all of them in words.
  private void people(Schedule schedule) {
    Map<String, List<List<String>>> byCode = new LinkedHashMap<>();
    for (List<String> row : schedule.rows()) {
      byCode.computeIfAbsent(schedule.value(row, "code"), code -> new ArrayList<>()).add(row);
    }
    byCode.forEach((code, rows) -> {
      CaseId id = id("person", code);
      people.put(code, id);
      String name = schedule.value(rows.getFirst(), "name");
      add(
          new CaseThing.Person(
              id,
              Optional.of(name.isEmpty() ? code : name),
              Optional.empty(),
              Optional.empty(),
              Optional.of(words(schedule, rows))));
    });
  }

  private void children(Schedule schedule) {
    Map<String, List<List<String>>> byCode = new LinkedHashMap<>();
    for (List<String> row : schedule.rows()) {
      byCode.computeIfAbsent(schedule.value(row, "child"), code -> new ArrayList<>()).add(row);
    }
    byCode.forEach((code, rows) ->
        add(
            new CaseThing.Person(
                id("person", code),
                Optional.of(code),
                Optional.empty(),
                Optional.empty(),
                Optional.of(words(schedule, rows)))));
  }

  private static String words(Schedule schedule, List<List<String>> rows) {
    return rows.stream().map(row -> wordsOf(schedule, row)).collect(Collectors.joining(" | "));
  }

  private static String wordsOf(Schedule schedule, List<String> row) {
    return schedule.columns().stream()
        .filter(column -> !schedule.value(row, column).isEmpty())
        .map(column -> column.replace('_', ' ') + ": " + schedule.value(row, column))
        .collect(Collectors.joining("; "));
  }

  private void accounts(Schedule schedule, String owner) {
    for (int i = 0; i < schedule.rows().size(); i++) {
      List<String> row = schedule.rows().get(i);
      CaseId account = id("account", schedule.name() + schedule.ids().get(i));
      String value = schedule.value(row, "value");
      add(
          new Account(
              account,
              kind(schedule.value(row, "kind"), value),
              value,
              Optional.empty(),
              issuer(schedule.value(row, "platform"))));
      CaseId person = people.get(schedule.value(row, owner));
      if (person != null) {
        add(
            new CaseThing.Relationship(
                id("relationship", schedule.name() + schedule.ids().get(i)),
                account,
                person,
                "Account_Of",
                true));
      }
    }
  }

  /// What arrived or was written, by its digest.
  private void documents(Schedule schedule, String digest) {
    for (int i = 0; i < schedule.rows().size(); i++) {
      List<String> row = schedule.rows().get(i);
      String tip = schedule.value(row, "tip");
      add(
          new CaseThing.File(
              id("file", schedule.name() + schedule.ids().get(i)),
              "%s %s".formatted(schedule.value(row, "kind"), tip).strip(),
              schedule.name() + "/" + tip,
              OptionalLong.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(Sha256.parse(schedule.value(row, digest))),
              List.of(),
              List.of(),
              Optional.of(wordsOf(schedule, row))));
    }
  }

  private Optional<CaseId> issuer(String platform) {
    if (platform.isEmpty()) {
      return Optional.empty();
    }
    CaseId id = id("organization", "platform " + platform);
    if (issuers.add(id)) {
      things.add(new CaseThing.Organization(id, platform));
    }
    return Optional.of(id);
  }

  private static AccountKind kind(String kind, String value) {
    return switch (kind) {
      case "E_MAIL" -> AccountKind.EMAIL;
      case "PHONE" -> AccountKind.PHONE;
      case "IP_ADDRESS" -> value.contains(":") ? AccountKind.IPV6 : AccountKind.IPV4;
      case "URL", "PROFILE_URL" -> AccountKind.URL;
      case "DEVICE_ID", "FILE_HASH" -> AccountKind.OTHER;
      default -> AccountKind.ACCOUNT;
    };
  }

  private void authorities(Schedule schedule) {
    for (int i = 0; i < schedule.rows().size(); i++) {
      List<String> row = schedule.rows().get(i);
      CaseId id = id("authorization", schedule.name() + schedule.ids().get(i));
      things.add(new CaseThing.Authorization(id, wordsOf(schedule, row)));
      grounds.add(id);
    }
  }

  private void acts(Schedule schedule, String name, CaseId performer) {
    for (int i = 0; i < schedule.rows().size(); i++) {
      List<String> row = schedule.rows().get(i);
      Optional<Instant> at = moment(schedule, row);
      CaseId person =
          schedule.columns().contains("person") ? people.get(schedule.value(row, "person")) : null;
      add(
          new CaseThing.InvestigativeAction(
              id("investigative-action", schedule.name() + schedule.ids().get(i)),
              name,
              Optional.of(wordsOf(schedule, row)),
              at,
              at,
              Optional.of(performer),
              List.of(),
              Optional.empty(),
              person == null ? CaseIds.of() : CaseIds.of(person),
              CaseIds.of()));
    }
  }

  private static Optional<Instant> moment(Schedule schedule, List<String> row) {
    for (String column : List.of("at", "starts_at")) {
      if (schedule.columns().contains(column) && !schedule.value(row, column).isEmpty()) {
        return Optional.of(Instant.parse(schedule.value(row, column)));
      }
    }
    return Optional.empty();
  }
}
