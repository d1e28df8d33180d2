package org.orion.operations.priority;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.FileAnnotation;
import org.orion.exchange.tip.Identifier;
import org.orion.exchange.tip.Moment;
import org.orion.exchange.tip.ReportAnnotation;
import org.orion.exchange.tip.TipReport;

/// Takes from a report the facts that rules look at. Texts are left where they are: only the two
/// fields of [StatedWords] are looked up in its table.
final class ReportFacts {
  private ReportFacts() {}

  /// The facts of a report alone; what other tips and people add is added when it is scored.
  static TipFacts of(TipReport report) {
    TipReport.Incident incident = report.incident();
    TipFactsBuilder facts =
        TipFacts.builder()
            .escalation(incident.escalation().map(StatedWords::escalation).orElse(Escalation.NONE))
            .annotations(incident.annotations())
            .incidentType(incident.type())
            .production(production(report.files()))
            .childNamedOrLocated(childNamedOrLocated(report))
            .accessToChildren(accessToChildren(reported(report)))
            .childInCare(childInCare(reported(report)))
            .files(report.files().size(), 0)
            .connectionComplete(connectionComplete(report.everyIdentifier()))
            .bundle(bundle(report))
            .suspects(reported(report).size());
    newestUpload(report).ifPresent(facts::newestUpload);
    return facts.build();
  }

  private static List<TipReport.Person> reported(TipReport report) {
    return report.people().stream()
        .filter(person -> person.role() == TipReport.Role.REPORTED_PERSON)
        .toList();
  }

  /// The formats have one word for making, passing on and having. What was streamed live was made.
  private static Stated production(List<TipReport.TipFile> files) {
    return files.stream().anyMatch(file -> file.annotations().contains(FileAnnotation.LIVE_STREAM))
        ? Stated.YES
        : Stated.UNSTATED;
  }

  private static Stated childNamedOrLocated(TipReport report) {
    boolean known =
        report.people().stream()
            .filter(person -> person.role() == TipReport.Role.CHILD)
            .anyMatch(child ->
                child.name().first().isPresent()
                    || child.name().last().isPresent()
                    || !child.addresses().isEmpty()
                    || !child.identifiers().isEmpty());
    return known ? Stated.YES : Stated.UNSTATED;
  }

  private static Stated accessToChildren(List<TipReport.Person> people) {
    Set<Stated> answers =
        people.stream()
            .flatMap(person -> List.of(person.accessToChild(), person.accessToChildren()).stream())
            .collect(Collectors.toSet());
    if (answers.contains(Stated.YES)) {
      return Stated.YES;
    }
    return answers.equals(Set.of(Stated.NO)) ? Stated.NO : Stated.UNSTATED;
  }

  private static Stated childInCare(List<TipReport.Person> people) {
    return people.stream()
            .flatMap(person -> person.relationshipToChild().stream())
            .anyMatch(StatedWords::isCare)
        ? Stated.YES
        : Stated.UNSTATED;
  }

  private static Optional<Instant> newestUpload(TipReport report) {
    return report.files().stream()
        .flatMap(file -> file.uploaded().stream())
        .map(Moment::instant)
        .max(Comparator.naturalOrder());
  }

  private static Stated connectionComplete(List<Identifier> identifiers) {
    List<Identifier> addresses =
        identifiers.stream().filter(one -> one.kind() == Identifier.Kind.IP_ADDRESS).toList();
    if (addresses.isEmpty()) {
      return Stated.UNSTATED;
    }
    return addresses.stream().anyMatch(one -> one.time().isPresent() && one.port().isPresent())
        ? Stated.YES
        : Stated.NO;
  }

  /// A word that lowers a tip counts only where all of its files have it.
  private static Bundle bundle(TipReport report) {
    if (report.incident().annotations().contains(ReportAnnotation.SPAM)) {
      return Bundle.SPAM;
    }
    if (all(report.files(), FileAnnotation.POTENTIAL_MEME)) {
      return Bundle.MEME;
    }
    return report.bundle().isPresent() || all(report.files(), FileAnnotation.VIRAL)
        ? Bundle.VIRAL
        : Bundle.NONE;
  }

  private static boolean all(List<TipReport.TipFile> files, FileAnnotation annotation) {
    return !files.isEmpty()
        && files.stream().allMatch(file -> file.annotations().contains(annotation));
  }
}
