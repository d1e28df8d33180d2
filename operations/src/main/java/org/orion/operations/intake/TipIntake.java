package org.orion.operations.intake;

import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  private final RetentionOfReports retention;
  private final ApplicationEventPublisher events;
  private final SecureRandom random = new SecureRandom();

  public TipIntake(
      TipRows rows,
      Originals originals,
      AuditTrail audit,
      RetentionOfReports retention,
      ApplicationEventPublisher events) {
    this.rows = rows;
    this.originals = originals;
    this.audit = audit;
    this.retention = retention;
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
    events.publishEvent(new TipsArriving(viewer, coming.stream().map(Coming::arriving).toList()));
    Known known = known(viewer, coming);
    List<Accepted> accepted = new ArrayList<>();
    Together together = new Together();
    for (Coming one : coming) {
      Optional<TipRows.Known> same = known.same(one);
      Optional<TipRows.Known> tip = same.or(() -> known.bundle(one));
      if (tip.filter(together::holds).isPresent()) {
        end(viewer, together);
        together = new Together();
      }
      if (tip.isEmpty()) {
        accepted.add(fresh(one, known, together));
      } else if (same.isPresent()) {
        accepted.add(again(viewer, same.get(), one, together));
      } else {
        accepted.add(bundled(viewer, tip.get(), one, together));
      }
    }
    end(viewer, together);
    return accepted;
  }

  /// A report with what the decisions about it need.
  private record Coming(Item item, TipRows.Summary summary) {
    /// What two states of one report share.
    String key() {
      return summary.externalKey().orElseGet(() -> item.original().sha256().hex());
    }

    TipsArriving.Arriving arriving() {
      return new TipsArriving.Arriving(summary.sender(), summary.externalId(), item.report());
    }
  }

  private record Fresh(TipRows.Added added, Item item) {}

  /// What is done at once for tips that differ from each other.
  private static final class Together {
    private final List<Fresh> fresh = new ArrayList<>();
    private final Map<UUID, TipsArrived.Arrived> arrived = new LinkedHashMap<>();
    private final List<Act> acts = new ArrayList<>();

    boolean holds(TipRows.Known tip) {
      return arrived.containsKey(tip.tip());
    }

    void add(UUID tip, TipReport report, boolean isNew) {
      arrived.put(tip, new TipsArrived.Arrived(tip, report, isNew));
      acts.add(Act.of(isNew ? "receive" : "update", "tip", tip));
    }
  }

  /// Tips that were there before, and those of this batch.
  private record Known(Map<String, TipRows.Known> reports, Map<String, TipRows.Known> bundles) {
    Optional<TipRows.Known> same(Coming one) {
      return Optional.ofNullable(reports.get(one.key()));
    }

    Optional<TipRows.Known> bundle(Coming one) {
      return one.summary().bundleKey().map(bundles::get);
    }

    void remember(Coming one, TipRows.Known tip) {
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
    Map<String, TipRows.Known> reports = rows.external(viewer, summaries);
    List<byte[]> digests =
        coming.stream()
            .filter(one -> one.summary().externalId().isEmpty())
            .map(one -> one.item().original().sha256().toBytes())
            .toList();
    reports.putAll(rows.content(viewer, digests));
    return new Known(reports, rows.bundles(viewer, bundles));
  }

  private Accepted fresh(Coming one, Known known, Together together) {
    TipRows.Known tip = new TipRows.Known(timeOrderedId(), code());
    together.fresh.add(
        new Fresh(
            new TipRows.Added(
                tip.tip(), tip.code(), one.summary(), retention.lastDay(one.item().report())),
            one.item()));
    together.add(tip.tip(), one.item().report(), true);
    known.remember(one, tip);
    return accepted(tip, Accepted.Kind.NEW);
  }

  private static Accepted accepted(TipRows.Known tip, Accepted.Kind kind) {
    return new Accepted(tip.tip(), tip.code(), kind);
  }

  private void end(Viewer viewer, Together together) {
    List<Fresh> fresh = together.fresh;
    if (!fresh.isEmpty()) {
      rows.add(viewer, fresh.stream().map(Fresh::added).toList());
      originals.keep(
          viewer,
          fresh.stream()
              .map(one -> new Originals.Arriving(one.added().tip(), one.item().original()))
              .toList());
      rows.putFiles(
          viewer,
          fresh.stream().flatMap(one -> files(one.added().tip(), one.item()).stream()).toList());
      rows.change(viewer, fresh.stream().map(one -> one.added().tip()).toList(), "ARRIVED", "");
    }
    if (!together.arrived.isEmpty()) {
      events.publishEvent(new TipsArrived(viewer, List.copyOf(together.arrived.values())));
    }
    audit.record(viewer, together.acts);
  }

  private static List<TipRows.FileOf> files(UUID tip, Item item) {
    return item.report().files().stream()
        .map(file ->
            new TipRows.FileOf(tip, file, Optional.ofNullable(item.lists().get(file.place()))))
        .toList();
  }

  private Accepted again(Viewer viewer, TipRows.Known known, Coming one, Together together) {
    UUID tip = known.tip();
    if (!originals.keep(viewer, tip, one.item().original())) {
      together.acts.add(Act.of("repeat", "tip", tip));
      return accepted(known, Accepted.Kind.REPEATED);
    }
    rows.update(viewer, tip, one.summary());
    rows.putFiles(viewer, files(tip, one.item()));
    rows.change(viewer, List.of(tip), "UPDATED", "");
    together.add(tip, one.item().report(), false);
    return accepted(known, Accepted.Kind.UPDATED);
  }

  private Accepted bundled(Viewer viewer, TipRows.Known known, Coming one, Together together) {
    UUID tip = known.tip();
    long count = one.item().report().bundle().flatMap(TipIntake::count).orElse(1L);
    if (originals.keep(viewer, tip, one.item().original())) {
      rows.countBundle(viewer, tip, count);
      rows.change(viewer, List.of(tip), "BUNDLED", Long.toString(count));
    }
    together.acts.add(Act.of("bundle", "tip", tip));
    return accepted(known, Accepted.Kind.BUNDLED);
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
