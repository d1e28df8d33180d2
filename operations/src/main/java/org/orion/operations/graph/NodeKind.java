package org.orion.operations.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a node stands for, in the order of its weight: of two nodes that are linked alike, the one
/// of the earlier kind is shown first.
public enum NodeKind {
  PERSON(Column.PEOPLE, "uuid"),
  /// By its code alone.
  CHILD(Column.PEOPLE, "uuid"),
  CASE(Column.RECORDS, "uuid"),
  SERIES(Column.RECORDS, "uuid"),
  OPERATION(Column.RECORDS, "uuid"),
  EXHIBIT(Column.RECORDS, "uuid"),
  /// An account, a device, a file's hash, a number.
  IDENTIFIER(Column.IDENTIFIERS, "bigint"),
  TIP(Column.RECORDS, "uuid");

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern NUMBER_TEXT = Pattern.compile("[1-9]\\d{0,17}");

  /// Where nodes of a kind stand in the picture, from left to right.
  public enum Column {
    RECORDS,
    PEOPLE,
    IDENTIFIERS
  }

  private final Column column;
  private final String sqlType;

  NodeKind(Column column, String sqlType) {
    this.column = column;
    this.sqlType = sqlType;
  }

  public Column column() {
    return column;
  }

  /// The type of its ids in the database.
  String sqlType() {
    return sqlType;
  }

  /// Its name outside of the program: `case`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<NodeKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /// Whether a text has the form of its ids.
  boolean isId(String text) {
    return (sqlType.equals("uuid") ? UUID_TEXT : NUMBER_TEXT).matcher(text).matches();
  }
}
