package org.orion.operations.investigation;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.orion.exchange.tip.Identifier;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.Idempotency;
import org.orion.operations.api.IdempotencyKey;
import org.orion.operations.api.IfMatch;
import org.orion.operations.api.Made;
import org.orion.operations.api.Slice;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.api.Summary;
import org.orion.operations.investigation.Person.ChildAccess;
import org.orion.operations.investigation.Person.Judgement;
import org.orion.operations.investigation.Person.Level;
import org.orion.operations.investigation.Person.Relation;
import org.orion.operations.investigation.Person.Stage;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The people of cases for programs. The tag of a person is the version of what is stated of him.
@RestController
@RequestMapping("/api/v1")
final class PersonApi {
  private final People people;
  private final PersonDesk desk;
  private final Cases cases;
  private final Merges merges;
  private final Idempotency idempotency;
  private final ViewerTransactions transactions;

  PersonApi(
      People people,
      PersonDesk desk,
      Cases cases,
      Merges merges,
      Idempotency idempotency,
      ViewerTransactions transactions) {
    this.people = people;
    this.desk = desk;
    this.cases = cases;
    this.merges = merges;
    this.idempotency = idempotency;
    this.transactions = transactions;
  }

  /// All that is stated of a person: what is absent is taken away.
  ///
  /// @param bornOn a year, a month or a day, as far as it is known
  record StatedPerson(
      Person.Kind kind,
      Optional<String> name,
      Optional<String> otherNames,
      Optional<String> bornOn,
      Optional<String> country,
      Optional<String> place,
      List<ChildAccess> access) {
    People.Stated stated() {
      return new People.Stated(
          kind,
          name.orElse(""),
          otherNames.orElse(""),
          bornOn.orElse(""),
          country.orElse(""),
          place.orElse(""),
          access);
    }
  }

  /// @param stage where the person stands in the case from `onDay` on
  record NewPerson(StatedPerson person, Stage stage, LocalDate onDay, String source) {}

  /// @param investigation a case of the agency; the person becomes part of it
  record NewStage(UUID investigation, Stage stage, LocalDate onDay, String source) {}

  record NewIdentifier(
      Identifier.Kind kind, String text, Optional<String> platform, String source) {}

  record NewRelation(UUID other, Relation kind, String source) {}

  /// @param investigation one of the person's cases
  record NewAssessment(
      UUID investigation,
      Level level,
      String method,
      LocalDate onDay,
      String assessor,
      Optional<String> words) {}

  record NewJudgement(UUID other, Judgement judgement, String reason) {}

  /// @param into the record that this one leads to
  record PersonMerge(UUID into, String reason) {}

  private <T> Slice<T> read(Viewer viewer, UUID person, Supplier<List<T>> part) {
    return transactions.write(
        viewer,
        () -> {
          people.open(viewer, person);
          return Slice.whole(part.get());
        });
  }

  private static ResponseEntity<Person> tagged(Person found) {
    return IfMatch.tagged(found.version(), found);
  }

  private ResponseEntity<Person> changed(Viewer viewer, UUID person, IfMatch match, Runnable act) {
    return transactions.write(
        viewer,
        () -> {
          match.require(people.lock(viewer, person));
          act.run();
          return tagged(people.one(person));
        });
  }

  @May(Action.SEE_CASES)
  @Summary("The people that one may see, the newest change first; `q` is of a name, or a code")
  @GetMapping("/people")
  Slice<Person> list(
      Viewer viewer, SliceRequest request, @RequestParam(defaultValue = "") String q) {
    return transactions.write(viewer, () -> people.list(viewer, q, request));
  }

  @May(Action.SEE_CASES)
  @Summary("A person")
  @GetMapping("/people/{person}")
  ResponseEntity<Person> one(Viewer viewer, @PathVariable UUID person) {
    return transactions.write(viewer, () -> tagged(people.open(viewer, person)));
  }

  @May(Action.WORK_CASES)
  @Summary("Changes what is stated of a person")
  @PutMapping("/people/{person}")
  ResponseEntity<Person> edit(
      Viewer viewer, @PathVariable UUID person, IfMatch match, @RequestBody StatedPerson wanted) {
    return changed(
        viewer, person, match, () -> people.edit(viewer, person, match.version(), wanted.stated()));
  }

  @May(Action.SEE_CASES)
  @Summary("The people of a case, at most 1,000")
  @GetMapping("/cases/{case}/people")
  Slice<PersonDesk.InCase> ofCase(Viewer viewer, @PathVariable("case") UUID id) {
    return transactions.write(
        viewer,
        () -> {
          cases.open(viewer, id);
          return Slice.whole(desk.of(id));
        });
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Records a new person in a case", status = 201)
  @PostMapping("/cases/{case}/people")
  ResponseEntity<Made> add(
      Viewer viewer,
      @PathVariable("case") UUID id,
      IdempotencyKey key,
      @RequestBody NewPerson wanted) {
    return idempotency.at(
        "/api/v1/people/",
        viewer,
        key,
        wanted,
        () -> {
          cases.own(viewer, id);
          UUID person = people.add(viewer, wanted.person().stated());
          desk.stage(viewer, id, person, wanted.stage(), wanted.onDay(), wanted.source());
          return person;
        });
  }

  @May(Action.SEE_CASES)
  @Summary("The cases of a person, at most 1,000, and where he stands in each")
  @GetMapping("/people/{person}/cases")
  Slice<PersonDesk.InCase> casesOf(Viewer viewer, @PathVariable UUID person) {
    return read(viewer, person, () -> desk.casesOf(person));
  }

  @May(Action.SEE_CASES)
  @Summary("The stages that a person reached, each with its day and source")
  @GetMapping("/people/{person}/stages")
  Slice<PersonDesk.StageReached> stages(Viewer viewer, @PathVariable UUID person) {
    return read(viewer, person, () -> desk.stages(person));
  }

  @May(Action.WORK_CASES)
  @Summary(
      value = "Sets a person's stage in a case from a day on; the latest day holds",
      status = 201)
  @PostMapping("/people/{person}/stages")
  ResponseEntity<Made> stage(
      Viewer viewer, @PathVariable UUID person, IdempotencyKey key, @RequestBody NewStage wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () ->
            desk.stage(
                viewer,
                wanted.investigation(),
                person,
                wanted.stage(),
                wanted.onDay(),
                wanted.source()));
  }

  @May(Action.SEE_CASES)
  @Summary("The identifiers of a person, and of the records merged into his, at most 1,000")
  @GetMapping("/people/{person}/identifiers")
  Slice<PersonDesk.Known> identifiers(Viewer viewer, @PathVariable UUID person) {
    return read(viewer, person, () -> desk.identifiers(people.together(person)));
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Adds an identifier; once more, it changes nothing", status = 201)
  @PostMapping("/people/{person}/identifiers")
  ResponseEntity<Made> addIdentifier(
      Viewer viewer,
      @PathVariable UUID person,
      IdempotencyKey key,
      @RequestBody NewIdentifier wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () ->
            desk.addIdentifier(
                viewer,
                person,
                wanted.kind().name(),
                wanted.text(),
                wanted.platform().orElse(""),
                wanted.source()));
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Removes an identifier of a person", status = 204)
  @DeleteMapping("/people/{person}/identifiers/{known}")
  ResponseEntity<Void> removeIdentifier(
      Viewer viewer, @PathVariable UUID person, @PathVariable UUID known) {
    transactions.write(viewer, () -> desk.removeIdentifier(viewer, person, known));
    return ResponseEntity.noContent().build();
  }

  @May(Action.SEE_CASES)
  @Summary("Whom a person knows, from either side, at most 1,000")
  @GetMapping("/people/{person}/relations")
  Slice<PersonDesk.Related> relations(Viewer viewer, @PathVariable UUID person) {
    return read(viewer, person, () -> desk.related(people.together(person)));
  }

  @May(Action.WORK_CASES)
  @Summary(
      value = "Says how two people know each other; once more, it changes nothing",
      status = 201)
  @PostMapping("/people/{person}/relations")
  ResponseEntity<Made> relate(
      Viewer viewer,
      @PathVariable UUID person,
      IdempotencyKey key,
      @RequestBody NewRelation wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () -> desk.relate(viewer, person, wanted.other(), wanted.kind(), wanted.source()));
  }

  @May(Action.WORK_CASES)
  @Summary(value = "Removes a relation", status = 204)
  @DeleteMapping("/people/{person}/relations/{relation}")
  ResponseEntity<Void> unrelate(
      Viewer viewer, @PathVariable UUID person, @PathVariable UUID relation) {
    transactions.write(viewer, () -> desk.unrelate(viewer, person, relation));
    return ResponseEntity.noContent().build();
  }

  @May(Action.SEE_CASES)
  @Summary("The risk assessments that people made, the latest first")
  @GetMapping("/people/{person}/assessments")
  Slice<PersonDesk.Assessment> assessments(Viewer viewer, @PathVariable UUID person) {
    return read(viewer, person, () -> desk.assessments(person));
  }

  @May(Action.WORK_CASES)
  @Summary(
      value = "Enters a risk assessment that somebody made: the program makes none",
      status = 201)
  @PostMapping("/people/{person}/assessments")
  ResponseEntity<Made> assess(
      Viewer viewer,
      @PathVariable UUID person,
      IdempotencyKey key,
      @RequestBody NewAssessment wanted) {
    PersonDesk.Assessment assessment =
        new PersonDesk.Assessment(
            wanted.investigation(),
            "",
            wanted.level(),
            wanted.method(),
            wanted.onDay(),
            wanted.assessor(),
            wanted.words().orElse(""));
    return idempotency.part(viewer, key, wanted, () -> desk.assess(viewer, person, assessment));
  }

  @May(Action.SEE_CASES)
  @Summary(
      "Records that may be of the same human being, at most 100: by an identifier in common, or the name")
  @GetMapping("/people/{person}/candidates")
  Slice<PersonDesk.Candidate> candidates(Viewer viewer, @PathVariable UUID person) {
    return read(viewer, person, () -> desk.candidates(viewer, person));
  }

  @May(Action.WORK_CASES)
  @Summary(
      value = "Keeps what somebody judged of two records; nothing is merged by it",
      status = 201)
  @PostMapping("/people/{person}/judgements")
  ResponseEntity<Made> judge(
      Viewer viewer,
      @PathVariable UUID person,
      IdempotencyKey key,
      @RequestBody NewJudgement wanted) {
    return idempotency.part(
        viewer,
        key,
        wanted,
        () -> desk.judge(viewer, person, wanted.other(), wanted.judgement(), wanted.reason()));
  }

  @May(Action.SEE_CASES)
  @Summary("The merges of a person's record, on either side, where one may see both records")
  @GetMapping("/people/{person}/merges")
  Slice<Merges.Done> mergesOf(Viewer viewer, @PathVariable UUID person) {
    return read(viewer, person, () -> merges.of(viewer, person));
  }

  @May(Action.MERGE_RECORDS)
  @Summary("Lets a person's record lead to another one")
  @PostMapping("/people/{person}/merge")
  ResponseEntity<Person> merge(
      Viewer viewer, @PathVariable UUID person, IfMatch match, @RequestBody PersonMerge wanted) {
    return changed(
        viewer, person, match, () -> merges.people(viewer, person, wanted.into(), wanted.reason()));
  }
}
