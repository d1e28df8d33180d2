package org.orion.exchange.tip;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.Stated;
import org.orion.exchange.tip.TipReport.Fact;
import org.orion.exchange.tip.TipReport.NotUnderstood;

/// One element, attribute or JSON property of a document, with what is below it. Reading a field
/// takes it; what nobody takes, or whose text nobody can read, [#listUnread] lists. An attribute's
/// name begins with `@`. Not safe for several threads.
///
/// A JSON text may stand plain or as `{"value": …}`, and null, `N/A` and nothing mean the same.
final class Field {
  /// Of a longer value the beginning is listed.
  static final int LONGEST_LISTED = 2_000;

  static final int MOST_LISTED = 1_000;
  private static final String WRAPPED = "value";
  private static final Pattern UNKEEPABLE =
      Pattern.compile(
          "\u0000|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

  private final @Nullable Field parent;
  private final boolean json;
  private final String name;

  /// From 1 among elements of the same name, from 0 in an array, -1 for neither.
  private final int index;

  private final StringBuilder text = new StringBuilder();
  private final List<Field> below = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private boolean visited;
  private boolean read;

  private Field(@Nullable Field parent, boolean json, String name, int index) {
    this.parent = parent;
    this.json = json;
    this.name = name;
    this.index = index;
  }

  static Field xml(String name) {
    return new Field(null, false, name, -1);
  }

  static Field json() {
    return new Field(null, true, "$", -1);
  }

  Field add(String childName) {
    int number = json || childName.startsWith("@") ? -1 : counts.merge(childName, 1, Integer::sum);
    return add(childName, number);
  }

  /// @param position in a JSON array; its elements bear the name of the array's field
  Field add(String childName, int position) {
    Field child = new Field(this, json, childName, position);
    below.add(child);
    return child;
  }

  void append(char[] characters, int start, int length) {
    text.append(characters, start, length);
  }

  void append(String characters) {
    text.append(characters);
  }

  String name() {
    return name;
  }

  @Nullable Field parent() {
    return parent;
  }

  /// Such as `/report/victim[2]/@type` or `$.reportedInformation.emails[0]`.
  String path() {
    if (parent == null) {
      return json ? name : "/" + name;
    }
    if (json) {
      String property = name.isEmpty() ? "" : "." + name;
      return parent.path() + property + (index < 0 ? "" : "[" + index + "]");
    }
    boolean several = index > 0 && parent.counts.getOrDefault(name, 0) > 1;
    return parent.path() + "/" + name + (several ? "[" + index + "]" : "");
  }

  /// Fields of a name, in the order of the document.
  List<Field> all(String childName) {
    List<Field> found = new ArrayList<>();
    for (Field child : below) {
      if (child.name.equals(childName)) {
        child.visited = true;
        found.add(child);
      }
    }
    return found;
  }

  /// Fields below this one that nobody took yet.
  List<Field> rest() {
    return below.stream().filter(child -> !child.visited).toList();
  }

  /// Fields of a name at the end of a way of names, such as `emails`, `emails`.
  List<Field> all(String first, String second) {
    return all(first).stream().flatMap(child -> child.all(second).stream()).toList();
  }

  Optional<Field> one(String childName) {
    return all(childName).stream().findFirst();
  }

  boolean has(String childName) {
    return below.stream().anyMatch(child -> child.name.equals(childName));
  }

  /// Takes this field's text.
  Optional<String> value() {
    Field holder = holder();
    holder.read = true;
    return holder.stated();
  }

  Optional<String> text(String childName) {
    return one(childName).flatMap(Field::value);
  }

  /// A text, without taking it.
  Optional<String> peek(String childName) {
    return one(childName).flatMap(child -> child.holder().stated());
  }

  /// Texts of all fields of a name that have one.
  List<String> texts(String childName) {
    return all(childName).stream().flatMap(child -> child.value().stream()).toList();
  }

  /// [Stated#UNSTATED] where nothing is stated; an answer in other words stays unread.
  Stated answer(String childName) {
    return answer(one(childName)).orElse(Stated.UNSTATED);
  }

  private static Optional<Stated> answer(Optional<Field> field) {
    return field.flatMap(found -> found.parsed(Field::stated));
  }

  Optional<Moment> moment(String childName) {
    return one(childName).flatMap(found -> found.parsed(Moment::read));
  }

  /// A day as ISO 8601 has it, with or without a zone.
  Optional<LocalDate> date(String childName) {
    return one(childName).flatMap(found -> found.parsed(Field::day));
  }

  /// A whole number within bounds; another one stays unread.
  OptionalInt number(String childName, int least, int most) {
    Optional<Integer> number =
        one(childName).flatMap(found -> found.parsed(digits -> whole(digits, least, most)));
    return number.isPresent() ? OptionalInt.of(number.get()) : OptionalInt.empty();
  }

  private static Optional<LocalDate> day(String words) {
    if (!words.matches("\\d{4}-\\d{2}-\\d{2}(Z|[+-]\\d{2}:\\d{2}|T00:00(:00(\\.0+)?)?Z?)?")) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(words.substring(0, 10)));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> whole(String digits, int least, int most) {
    try {
      int number = Integer.parseInt(digits);
      return number < least || number > most ? Optional.empty() : Optional.of(number);
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
  }

  /// Takes the fields of a name as facts, with their attributes.
  ///
  /// @param label what they are, in the project's words
  void facts(String childName, String label, List<Fact> into) {
    for (Field child : all(childName)) {
      child.value().ifPresent(stated -> into.add(new Fact(label, stated, child.path())));
      child.attributesAsFacts(label, into);
    }
  }

  /// Takes the fields of these names as facts; a label is the name in words.
  void facts(List<Fact> into, String... childNames) {
    for (String childName : childNames) {
      facts(childName, words(childName), into);
    }
  }

  /// Takes the attributes that are not taken yet.
  void attributesAsFacts(String label, List<Fact> into) {
    for (Field attribute : below) {
      if (attribute.name.startsWith("@") && !attribute.read) {
        String what = label + ", " + words(attribute.name.substring(1));
        attribute.visited = true;
        attribute.value().ifPresent(stated -> into.add(new Fact(what, stated, attribute.path())));
      }
    }
  }

  /// `displayName` as `display name`.
  static String words(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /// Lists the fields that nobody took, and of a known field the text that nobody could read.
  void listUnread(List<NotUnderstood> into) {
    List<Field> unread = new ArrayList<>();
    collectUnread(unread);
    for (Field field : unread.subList(0, Math.min(unread.size(), MOST_LISTED))) {
      into.add(new NotUnderstood(field.path(), shortened(kept(field.text.toString().strip()))));
    }
    if (unread.size() > MOST_LISTED) {
      String more = "%,d more fields".formatted(unread.size() - MOST_LISTED);
      into.add(new NotUnderstood(path(), more));
    }
  }

  static String shortened(String value) {
    return value.length() <= LONGEST_LISTED ? value : value.substring(0, LONGEST_LISTED) + "…";
  }

  private void collectUnread(List<Field> unread) {
    if (!read && (stated().isPresent() || (below.isEmpty() && !visited))) {
      unread.add(this);
    }
    below.forEach(child -> child.collectUnread(unread));
  }

  private <T> Optional<T> parsed(Function<String, Optional<T>> parser) {
    Optional<T> found = holder().stated().flatMap(parser);
    if (found.isPresent()) {
      holder().read = true;
    }
    return found;
  }

  /// This field, or the one that wraps its text.
  private Field holder() {
    return json && text.isEmpty() ? one(WRAPPED).orElse(this) : this;
  }

  private Optional<String> stated() {
    String stated = kept(text.toString().strip());
    boolean none = stated.isEmpty() || (json && stated.equalsIgnoreCase("N/A"));
    return none ? Optional.empty() : Optional.of(stated);
  }

  /// A text without characters that databases refuse.
  static String kept(String text) {
    return UNKEEPABLE.matcher(text).replaceAll("\uFFFD");
  }

  /// Reads an answer in the words that formats use for it.
  ///
  /// @return empty when it is none of them
  private static Optional<Stated> stated(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "yes", "true", "1", "y" -> Optional.of(Stated.YES);
      case "no", "false", "0", "n" -> Optional.of(Stated.NO);
      case "unknown", "" -> Optional.of(Stated.UNSTATED);
      default -> Optional.empty();
    };
  }
}
