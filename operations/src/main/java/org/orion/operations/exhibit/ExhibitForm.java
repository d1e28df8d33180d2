package org.orion.operations.exhibit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.orion.operations.enforcement.LocalMoment;
import org.orion.operations.exhibit.Exhibit.Facts;
import org.orion.operations.exhibit.Exhibit.Kind;
import org.orion.operations.web.BadInputException;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/// What was typed of exhibits: where, when and by whom they were seized once, and a row for each.
/// Kept as it is, so that nothing has to be typed twice when something is wrong.
public record ExhibitForm(MultiValueMap<String, String> fields, int rows) {
  static final int USUAL_ROWS = 3;

  private static final Set<String> SHARED =
      Set.of(
          "_csrf", "more", "rows", "version", "seizedAt", "zone", "place", "seizedBy", "authority");
  private static final Pattern OF_ROW =
      Pattern.compile("(number|kind|make|model|serial|seal|description|clock|examine)-\\d{1,2}");
  private static final List<String> TYPED =
      List.of("number", "make", "model", "serial", "seal", "description", "clock");

  /// A form that nothing was typed into but who seizes and in which zone.
  static ExhibitForm empty(String zone, String seizedBy) {
    MultiValueMap<String, String> fields = new LinkedMultiValueMap<>();
    fields.set("zone", zone);
    fields.set("seizedBy", seizedBy);
    for (int i = 0; i < Exhibits.MOST_ENTERED; i++) {
      fields.set("examine-" + i, "yes");
    }
    return new ExhibitForm(fields, USUAL_ROWS);
  }

  /// The form of an exhibit that is to be corrected, in row 0.
  public static ExhibitForm of(Facts facts) {
    MultiValueMap<String, String> fields = new LinkedMultiValueMap<>();
    LocalMoment moment = facts.seizedAt();
    fields.set("seizedAt", LocalMoment.local(moment.instant(), moment.zone()).replace(' ', 'T'));
    fields.set("zone", moment.zone().getId());
    fields.set("place", facts.place());
    fields.set("seizedBy", facts.seizedBy());
    fields.set("authority", facts.authority());
    fields.set("number-0", facts.number());
    fields.set("kind-0", facts.kind().name());
    fields.set("make-0", facts.make());
    fields.set("model-0", facts.model());
    fields.set("serial-0", facts.serial());
    fields.set("description-0", facts.description());
    facts.clockOffsetSeconds().ifPresent(offset -> fields.set("clock-0", Integer.toString(offset)));
    if (facts.examine()) {
      fields.set("examine-0", "yes");
    }
    return new ExhibitForm(fields, 1);
  }

  /// What a request sent.
  static ExhibitForm read(MultiValueMap<String, String> sent) {
    for (String name : sent.keySet()) {
      if (!SHARED.contains(name) && !OF_ROW.matcher(name).matches()) {
        throw new BadInputException("exhibit.field.unknown");
      }
    }
    String rows = new ExhibitForm(sent, 0).get("rows");
    int number = rows.matches("\\d{1,2}") ? Integer.parseInt(rows) : USUAL_ROWS;
    return new ExhibitForm(sent, Math.clamp(number, 1, Exhibits.MOST_ENTERED));
  }

  /// The same with more rows.
  ExhibitForm longer() {
    return new ExhibitForm(fields, Math.min(rows + 5, Exhibits.MOST_ENTERED));
  }

  public String get(String name) {
    String value = fields.getFirst(name);
    return value == null ? "" : value;
  }

  /// The version that was read.
  int version() {
    String text = get("version");
    if (!text.matches("\\d{1,9}")) {
      throw new BadInputException("web.failure.request");
    }
    return Integer.parseInt(text);
  }

  /// The rows that something was typed into.
  List<Exhibits.Entered> entered() {
    List<Exhibits.Entered> entered = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int row = i;
      if (TYPED.stream().anyMatch(name -> !get(name + "-" + row).isBlank())) {
        entered.add(new Exhibits.Entered(facts(row), get("seal-" + row)));
      }
    }
    return entered;
  }

  /// A row, with what is said for all of them.
  Facts facts(int row) {
    String end = "-" + row;
    return new Facts(
        get("number" + end),
        kind(get("kind" + end)),
        get("make" + end),
        get("model" + end),
        get("serial" + end),
        get("description" + end),
        LocalMoment.of(get("seizedAt"), get("zone")),
        offset(get("clock" + end).strip()),
        get("place"),
        get("seizedBy"),
        get("authority"),
        get("examine" + end).equals("yes"));
  }

  private static Kind kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw new BadInputException("exhibit.kind.bad");
  }

  private static OptionalInt offset(String text) {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.matches("[+-]?\\d{1,9}")) {
      throw new BadInputException("exhibit.clock.bad");
    }
    return OptionalInt.of(Integer.parseInt(text));
  }
}
