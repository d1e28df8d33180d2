package org.orion.operations.intake;

import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.Moment;
import org.orion.exchange.tip.Original;
import org.orion.exchange.tip.TipReport;
import org.orion.operations.access.Action;
import org.orion.operations.access.Viewer;
import org.orion.operations.audit.AuditTrail;
import org.orion.operations.audit.AuditTrail.Act;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Takes tips in. Each call belongs in a transaction of its viewer; when that is committed, the tip
/// is there once, with its original.
@Component
public class TipIntake {
  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int MOST_TEXT = 300;

  private final TipRows rows;
  private final Originals originals;
  private final AuditTrail audit;
  private final ApplicationEventPublisher events;
  private final SecureRandom random = new SecureRandom();

  public TipIntake(
      TipRows rows, Originals originals, AuditTrail audit, ApplicationEventPublisher events) {
    this.rows = rows;
    this.originals = originals;
    this.audit = audit;
    this.events = events;
  }

  /// What became of a report.
  ///
  /// @param tip the tip that it is in now
  /// @param code what people call it
  public record Accepted(UUID tip, String code, Kind kind) {
    /// How.
    public enum Kind {
      NEW,
      /// The sender's newer state of a tip that was there.
      UPDATED,
      /// The same bytes came before; nothing was changed.
      REPEATED,
      /// One more of many of the same, counted on one tip.
      BUNDLED
    }
  }

  /// Takes a report in.
  public Accepted accept(Viewer viewer, TipFormat format, TipReport report, Original original) {
    if (!viewer.isMachine() && !viewer.may(Action.REPORT_TIPS)) {
      viewer.require(Action.RECORD_TIPS);
    }
    String sender = sender(report);
    Optional<String> external = report.externalId().map(TipIntake::cut);
    events.publishEvent(new TipArriving(viewer, sender, external, report));
    Optional<UUID> known =
        external.isPresent()
            ? rows.lockExternal(viewer, sender, external.get())
            : rows.lockContent(viewer, original.sha256());
    if (known.isPresent()) {
      return again(viewer, known.get(), report, original);
    }
    Optional<String> bundle = bundleKey(report, sender);
    if (bundle.isPresent()) {
      Optional<UUID> open = rows.lockBundle(viewer, bundle.get());
      if (open.isPresent()) {
        return bundled(viewer, open.get(), report, original);
      }
    }
    TipRows.Summary summary = summary(format, sender, report, bundle);
    UUID tip = rows.add(viewer, code(), summary);
    originals.keep(viewer, tip, original);
    rows.putFiles(viewer, tip, report);
    rows.change(viewer, tip, "ARRIVED", "");
    events.publishEvent(new TipArrived(viewer, tip, report, true));
    audit.record(viewer, Act.of("receive", "tip", tip));
    return new Accepted(tip, rows.code(viewer, tip), Accepted.Kind.NEW);
  }

  private Accepted again(Viewer viewer, UUID tip, TipReport report, Original original) {
    String code = rows.code(viewer, tip);
    if (!originals.keep(viewer, tip, original)) {
      audit.record(viewer, Act.of("repeat", "tip", tip));
      return new Accepted(tip, code, Accepted.Kind.REPEATED);
    }
    rows.update(viewer, tip, summary(TipFormat.FORM, sender(report), report, Optional.empty()));
    rows.putFiles(viewer, tip, report);
    rows.change(viewer, tip, "UPDATED", "");
    events.publishEvent(new TipArrived(viewer, tip, report, false));
    audit.record(viewer, Act.of("update", "tip", tip));
    return new Accepted(tip, code, Accepted.Kind.UPDATED);
  }

  private Accepted bundled(Viewer viewer, UUID tip, TipReport report, Original original) {
    long count = report.bundle().flatMap(TipIntake::count).orElse(1L);
    if (originals.keep(viewer, tip, original)) {
      rows.countBundle(viewer, tip, count);
      rows.change(viewer, tip, "BUNDLED", Long.toString(count));
    }
    audit.record(viewer, Act.of("bundle", "tip", tip));
    return new Accepted(tip, rows.code(viewer, tip), Accepted.Kind.BUNDLED);
  }

  private static Optional<Long> count(TipReport.Bundle bundle) {
    return bundle.count().isPresent() ? Optional.of(bundle.count().getAsLong()) : Optional.empty();
  }

  private static TipRows.Summary summary(
      TipFormat format, String sender, TipReport report, Optional<String> bundle) {
    TipReport.Incident incident = report.incident();
    return new TipRows.Summary(
        format,
        sender,
        report.externalId().map(TipIntake::cut),
        report.source().name(),
        report.reporter().map(TipIntake::cut).orElse(""),
        incident.platform().map(TipIntake::cut).orElse(""),
        country(report),
        incident.type().name(),
        incident.time().map(Moment::instant).map(time -> time.atOffset(ZoneOffset.UTC)),
        report.received().map(Moment::instant).map(time -> time.atOffset(ZoneOffset.UTC)),
        incident.escalation().isPresent(),
        bundle,
        report.bundle().flatMap(TipIntake::count).orElse(1L),
        report.files().size(),
        report.completeness().changedFormat(),
        report.notUnderstood().size());
  }

  /// The country of the first address of a reported person, where it is stated in two letters.
  private static String country(TipReport report) {
    return report.people().stream()
        .filter(person -> person.role() == TipReport.Role.REPORTED_PERSON)
        .flatMap(person -> person.addresses().stream())
        .flatMap(address -> address.country().stream())
        .map(country -> country.strip().toUpperCase(Locale.ROOT))
        .filter(country -> country.matches("[A-Z]{2}"))
        .findFirst()
        .orElse("");
  }

  /// Whose external ids a report carries.
  private static String sender(TipReport report) {
    return cut(
        report.source() == TipReport.Source.CLEARING_HOUSE
            ? report.source().name()
            : report.source().name()
                + ":"
                + report.reporter().orElse("").strip().toLowerCase(Locale.ROOT));
  }

  /// What reports of one bundle share: the reason, and the contents that they are about.
  private static Optional<String> bundleKey(TipReport report, String sender) {
    if (report.bundle().isEmpty()) {
      return Optional.empty();
    }
    String contents =
        report.files().stream()
            .flatMap(file -> file.identifiers().stream())
            .map(Identifier::hash)
            .flatMap(Optional::stream)
            .map(HashValue::hex)
            .sorted()
            .distinct()
            .collect(Collectors.joining(","));
    return contents.isEmpty()
        ? Optional.empty()
        : Optional.of(Digest.hex(report.bundle().get().reason() + "|" + sender + "|" + contents));
  }

  private static String cut(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
  }

  private String code() {
    StringBuilder code = new StringBuilder("T-");
    for (int i = 0; i < 10; i++) {
      if (i == 5) {
        code.append('-');
      }
      code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return code.toString();
  }

  /// SHA-256 of texts that only have to be equal.
  private static final class Digest {
    private Digest() {}

    static String hex(String text) {
      try {
        return HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      } catch (java.security.NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }
}
