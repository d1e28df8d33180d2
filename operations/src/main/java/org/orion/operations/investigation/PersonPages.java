package org.orion.operations.investigation;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.orion.operations.access.Action;
import org.orion.operations.access.May;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.api.SliceRequest;
import org.orion.operations.identifier.TypedIdentifiers;
import org.orion.operations.investigation.Person.ChildAccess;
import org.orion.operations.investigation.Person.Judgement;
import org.orion.operations.investigation.Person.Level;
import org.orion.operations.investigation.Person.Relation;
import org.orion.operations.investigation.Person.Stage;
import org.orion.operations.web.BadInputException;
import org.orion.operations.web.Page;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/// The people of cases, one person's record, and two records side by side.
@Controller
final class PersonPages {
  private final People people;
  private final PersonDesk desk;
  private final Cases cases;
  private final Merges merges;
  private final ViewerTransactions transactions;
  private final Clock clock;

  PersonPages(
      People people,
      PersonDesk desk,
      Cases cases,
      Merges merges,
      ViewerTransactions transactions,
      Clock clock) {
    this.people = people;
    this.desk = desk;
    this.cases = cases;
    this.merges = merges;
    this.transactions = transactions;
    this.clock = clock;
  }

  @May(Action.SEE_CASES)
  @GetMapping("/people")
  ModelAndView list(Page page, SliceRequest request, @RequestParam(defaultValue = "") String q) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "investigation/persons",
                Map.of("people", people.list(viewer, q, request), "q", q)));
  }

  @May(Action.SEE_CASES)
  @GetMapping("/people/{person}")
  ModelAndView one(Page page, @PathVariable UUID person) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () -> {
          Person found = people.open(viewer, person);
          List<UUID> together = people.together(person);
          Map<String, Object> model = new HashMap<>();
          model.put("person", found);
          model.put("into", found.mergedInto().map(people::one));
          model.put("cases", desk.casesOf(person));
          model.put("stages", desk.stages(person));
          model.put("identifiers", desk.identifiers(together));
          model.put("related", desk.related(together));
          model.put("assessments", desk.assessments(person));
          model.put("candidates", desk.candidates(viewer, person));
          model.put("merges", merges.of(viewer, person));
          model.put("kinds", TypedIdentifiers.kinds());
          model.put("today", LocalDate.now(clock.withZone(ZoneOffset.UTC)));
          return page.show("investigation/person", model);
        });
  }

  @May(Action.SEE_CASES)
  @GetMapping("/cases/{case}/people")
  ModelAndView ofCase(Page page, @PathVariable("case") UUID id) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "investigation/people",
                Map.of(
                    "view", cases.view(viewer, id, "people"),
                    "people", desk.of(id),
                    "today", LocalDate.now(clock.withZone(ZoneOffset.UTC)))));
  }

  /// Records a new person in a case.
  @May(Action.WORK_CASES)
  @PostMapping("/cases/{case}/people")
  ModelAndView add(
      Page page,
      @PathVariable("case") UUID id,
      PersonForm form,
      @RequestParam Stage stage,
      @RequestParam String onDay,
      @RequestParam String source) {
    Viewer viewer = page.viewer();
    LocalDate day = CasePages.day(onDay);
    UUID made =
        transactions.write(
            viewer,
            () -> {
              cases.own(viewer, id);
              UUID person = people.add(viewer, form.stated());
              desk.stage(viewer, id, person, stage, day, source);
              return person;
            });
    return to(made);
  }

  /// Sets a person's stage in a case; a person who was not part of it becomes so.
  @May(Action.WORK_CASES)
  @PostMapping("/people/{person}/stages")
  ModelAndView stage(
      Page page,
      @PathVariable UUID person,
      @RequestParam(defaultValue = "") String investigation,
      @RequestParam(defaultValue = "") String number,
      @RequestParam Stage stage,
      @RequestParam String onDay,
      @RequestParam String source) {
    Viewer viewer = page.viewer();
    LocalDate day = CasePages.day(onDay);
    transactions.write(
        viewer,
        () -> {
          people.own(viewer, person);
          UUID id =
              investigation.isBlank()
                  ? cases.numbered(viewer, number)
                  : CasePages.number(investigation);
          desk.stage(viewer, id, person, stage, day, source);
        });
    return to(person);
  }

  @May(Action.WORK_CASES)
  @PostMapping("/people/{person}/edit")
  ModelAndView edit(
      Page page, @PathVariable UUID person, @RequestParam int version, PersonForm form) {
    Viewer viewer = page.viewer();
    People.Stated stated = form.stated();
    try {
      transactions.write(viewer, () -> people.edit(viewer, person, version, stated));
    } catch (BadInputException problem) {
      return kept(page, person, stated, problem);
    }
    return to(person);
  }

  /// A form with what was written and not saved, beside what stands now.
  private ModelAndView kept(
      Page page, UUID person, People.Stated stated, BadInputException problem) {
    ModelAndView answer =
        transactions.read(
            page.viewer(),
            () -> {
              Person stored = people.own(page.viewer(), person);
              return page.show(
                  "investigation/personForm",
                  Map.of(
                      "stored", stored,
                      "written", stored.restated(stated),
                      "problem", page.told(problem)));
            });
    answer.setStatus(HttpStatusCode.valueOf(problem.status()));
    return answer;
  }

  @May(Action.WORK_CASES)
  @PostMapping("/people/{person}/identifiers")
  ModelAndView addIdentifier(
      Page page,
      @PathVariable UUID person,
      @RequestParam String kind,
      @RequestParam String text,
      @RequestParam(defaultValue = "") String platform,
      @RequestParam String source) {
    transactions.write(
        page.viewer(),
        () -> desk.addIdentifier(page.viewer(), person, kind, text, platform, source));
    return to(person);
  }

  @May(Action.WORK_CASES)
  @PostMapping("/people/{person}/identifiers/{known}/remove")
  ModelAndView removeIdentifier(Page page, @PathVariable UUID person, @PathVariable UUID known) {
    transactions.write(page.viewer(), () -> desk.removeIdentifier(page.viewer(), person, known));
    return to(person);
  }

  @May(Action.WORK_CASES)
  @PostMapping("/people/{person}/relations")
  ModelAndView relate(
      Page page,
      @PathVariable UUID person,
      @RequestParam String other,
      @RequestParam Relation kind,
      @RequestParam String source) {
    Viewer viewer = page.viewer();
    transactions.write(
        viewer,
        () -> {
          people.own(viewer, person);
          desk.relate(viewer, person, people.coded(viewer, other), kind, source);
        });
    return to(person);
  }

  @May(Action.WORK_CASES)
  @PostMapping("/people/{person}/relations/{relation}/remove")
  ModelAndView unrelate(Page page, @PathVariable UUID person, @PathVariable UUID relation) {
    transactions.write(page.viewer(), () -> desk.unrelate(page.viewer(), person, relation));
    return to(person);
  }

  @May(Action.WORK_CASES)
  @PostMapping("/people/{person}/assessments")
  ModelAndView assess(
      Page page,
      @PathVariable UUID person,
      @RequestParam UUID investigation,
      @RequestParam Level level,
      @RequestParam String method,
      @RequestParam String onDay,
      @RequestParam String assessor,
      @RequestParam(defaultValue = "") String words) {
    PersonDesk.Assessment made =
        new PersonDesk.Assessment(
            investigation, "", level, method, CasePages.day(onDay), assessor, words);
    transactions.write(page.viewer(), () -> desk.assess(page.viewer(), person, made));
    return to(person);
  }

  /// Two records side by side, to be judged.
  @May(Action.SEE_CASES)
  @GetMapping("/people/{person}/compare")
  ModelAndView compare(Page page, @PathVariable UUID person, @RequestParam UUID with) {
    Viewer viewer = page.viewer();
    return transactions.write(
        viewer,
        () ->
            page.show(
                "investigation/compare",
                Map.of("left", side(viewer, person), "right", side(viewer, with))));
  }

  private PersonDesk.Side side(Viewer viewer, UUID person) {
    return new PersonDesk.Side(
        people.open(viewer, person),
        desk.identifiers(people.together(person)),
        desk.casesOf(person));
  }

  @May(Action.WORK_CASES)
  @PostMapping("/people/{person}/judgements")
  ModelAndView judge(
      Page page,
      @PathVariable UUID person,
      @RequestParam UUID other,
      @RequestParam Judgement judgement,
      @RequestParam String reason) {
    transactions.write(
        page.viewer(), () -> desk.judge(page.viewer(), person, other, judgement, reason));
    return to(person);
  }

  /// Lets this record lead to another.
  @May(Action.MERGE_RECORDS)
  @PostMapping("/people/{person}/merge")
  ModelAndView merge(
      Page page, @PathVariable UUID person, @RequestParam UUID into, @RequestParam String reason) {
    transactions.write(page.viewer(), () -> merges.people(page.viewer(), person, into, reason));
    return to(into);
  }

  private static ModelAndView to(UUID person) {
    return new ModelAndView("redirect:/people/" + person);
  }

  /// The fields of a person, as the form sends them.
  record PersonForm(
      @Nullable String kind,
      @Nullable String name,
      @Nullable String otherNames,
      @Nullable String bornOn,
      @Nullable String country,
      @Nullable String place,
      @Nullable List<ChildAccess> access) {
    People.Stated stated() {
      return new People.Stated(
          kindOrUnknown(),
          orEmpty(name),
          orEmpty(otherNames),
          orEmpty(bornOn).strip(),
          orEmpty(country).strip().toUpperCase(Locale.ROOT),
          orEmpty(place),
          access == null ? List.of() : access);
    }

    private Person.Kind kindOrUnknown() {
      return List.of(Person.Kind.values()).stream()
          .filter(one -> one.name().equals(kind))
          .findFirst()
          .orElse(Person.Kind.UNKNOWN);
    }

    private static String orEmpty(@Nullable String text) {
      return Optional.ofNullable(text).orElse("");
    }
  }
}
