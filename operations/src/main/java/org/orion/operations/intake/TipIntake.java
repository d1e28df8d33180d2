package org.orion.operations.intake;

import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Sha256;
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

  /// A report that is to be taken in.
  ///
  /// @param lists names of the lists that a file of the report is on, by the file's place; a file
  ///   that was not looked up is not in it
  public record Item(TipReport report, Original original, Map<String, List<String>> lists) {
    public Item {
      lists = Map.copyOf(lists);
    }
  }

  /// Takes a report in.
  public Accepted accept(Viewer viewer, TipFormat format, TipReport report, Original original) {
    return accept(viewer, format, new Item(report, original, Map.of()));
  }

  /// Takes a report in.
  public Accepted accept(Viewer viewer, TipFormat format, Item item) {
    return accept(viewer, List.of(new Formed(format, item))).getFirst();
  }

  /// A report and how it came.
  record Formed(TipFormat format, Item item) {}

  /// Takes reports in, in their order and with few requests to the database. What becomes of each
  /// is what would become of it alone.
  List<Accepted> accept(Viewer viewer, List<Formed> reports) {
    if (!viewer.isMachine() && !viewer.may(Action.REPORT_TIPS)) {
      viewer.require(Action.RECORD_TIPS);
    }
    List<Coming> coming = reports.stream().map(TipIntake::coming).toList();
    if (coming.size() > 1) {
      events.publishEvent(new ManyTipsArriving(viewer));
    }
    for (Coming one : coming) {
      events.publishEvent(
          new TipArriving(
              viewer, one.summary().sender(), one.summary().externalId(), one.item().report()));
    }
    Known known = known(viewer, coming);
    List<Accepted> accepted = new ArrayList<>();
    List<Fresh> fresh = new ArrayList<>();
    for (Coming one : coming) {
      Optional<UUID> same = known.same(one);
      Optional<UUID> bundle = same.isPresent() ? Optional.empty() : known.bundle(one);
      if (same.isPresent() || bundle.isPresent()) {
        add(viewer, fresh);
        fresh.clear();
        accepted.add(
            same.isPresent()
                ? again(viewer, same.get(), one)
                : bundled(viewer, bundle.orElseThrow(), one));
      } else {
        TipRows.Added added = new TipRows.Added(timeOrderedId(), code(), one.summary());
        fresh.add(new Fresh(added, one.item()));
        known.remember(one, added.tip());
        accepted.add(new Accepted(added.tip(), added.code(), Accepted.Kind.NEW));
      }
    }
    add(viewer, fresh);
    return accepted;
  }

  /// A report with what the decisions about it need.
  private record Coming(Item item, TipRows.Summary summary) {
    /// What two states of one report share.
    String key() {
      return summary.externalKey().orElseGet(() -> item.original().sha256().hex());
    }
  }

  private record Fresh(TipRows.Added added, Item item) {}

  /// Tips that were there before, and those of this batch.
  private record Known(Map<String, UUID> reports, Map<String, UUID> bundles) {
    Optional<UUID> same(Coming one) {
      return Optional.ofNullable(reports.get(one.key()));
    }

    Optional<UUID> bundle(Coming one) {
      return one.summary().bundleKey().map(bundles::get);
    }

    void remember(Coming one, UUID tip) {
      reports.put(one.key(), tip);
      one.summary().bundleKey().ifPresent(key -> bundles.putIfAbsent(key, tip));
    }
  }

  private static Coming coming(Formed formed) {
    TipReport report = formed.item().report();
    String sender = sender(report);
    return new Coming(
        formed.item(), summary(formed.format(), sender, report, bundleKey(report, sender)));
  }

  private Known known(Viewer viewer, List<Coming> coming) {
    List<TipRows.Summary> summaries = coming.stream().map(Coming::summary).toList();
    List<String> bundles =
        summaries.stream().flatMap(summary -> summary.bundleKey().stream()).distinct().toList();
    List<String> keys = new ArrayList<>(bundles);
    coming.forEach(one -> keys.add(one.key()));
    rows.lock(viewer, keys);
    Map<String, UUID> reports = rows.external(viewer, summaries);
    List<byte[]> digests =
        coming.stream()
            .filter(one -> one.summary().externalId().isEmpty())
            .map(one -> one.item().original().sha256().toBytes())
            .toList();
    reports.putAll(rows.content(viewer, digests));
    return new Known(reports, rows.bundles(viewer, bundles));
  }

  private void add(Viewer viewer, List<Fresh> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    List<UUID> tips = fresh.stream().map(one -> one.added().tip()).toList();
    rows.add(viewer, fresh.stream().map(Fresh::added).toList());
    originals.keep(
        viewer,
        fresh.stream()
            .map(one -> new Originals.Arriving(one.added().tip(), one.item().original()))
            .toList());
    rows.putFiles(
        viewer,
        fresh.stream().flatMap(one -> files(one.added().tip(), one.item()).stream()).toList());
    rows.change(viewer, tips, "ARRIVED", "");
    for (Fresh one : fresh) {
      UUID tip = one.added().tip();
      events.publishEvent(new TipArrived(viewer, tip, one.item().report(), true));
      audit.record(viewer, Act.of("receive", "tip", tip));
    }
  }

  private static List<TipRows.FileOf> files(UUID tip, Item item) {
    return item.report().files().stream()
        .map(file ->
            new TipRows.FileOf(tip, file, Optional.ofNullable(item.lists().get(file.place()))))
        .toList();
  }

  private Accepted again(Viewer viewer, UUID tip, Coming one) {
    String code = rows.code(viewer, tip);
    if (!originals.keep(viewer, tip, one.item().original())) {
      audit.record(viewer, Act.of("repeat", "tip", tip));
      return new Accepted(tip, code, Accepted.Kind.REPEATED);
    }
    rows.update(viewer, tip, one.summary());
    rows.putFiles(viewer, files(tip, one.item()));
    rows.change(viewer, List.of(tip), "UPDATED", "");
    events.publishEvent(new TipArrived(viewer, tip, one.item().report(), false));
    audit.record(viewer, Act.of("update", "tip", tip));
    return new Accepted(tip, code, Accepted.Kind.UPDATED);
  }

  private Accepted bundled(Viewer viewer, UUID tip, Coming one) {
    long count = one.item().report().bundle().flatMap(TipIntake::count).orElse(1L);
    if (originals.keep(viewer, tip, one.item().original())) {
      rows.countBundle(viewer, tip, count);
      rows.change(viewer, List.of(tip), "BUNDLED", Long.toString(count));
    }
    audit.record(viewer, Act.of("bundle", "tip", tip));
    return new Accepted(tip, rows.code(viewer, tip), Accepted.Kind.BUNDLED);
  }

  /// A UUID of version 7 (RFC 9562 section 5.7), as the database makes them: milliseconds, then
  /// chance.
  private UUID timeOrderedId() {
    long high = (System.currentTimeMillis() << 16) | 0x7000 | random.nextInt(1 << 12);
    long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low);
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
        : Optional.of(
            Sha256.digest(report.bundle().get().reason() + "|" + sender + "|" + contents).hex());
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
}
