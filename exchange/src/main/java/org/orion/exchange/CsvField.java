package org.orion.exchange;

/// A field of a table that a spreadsheet may open.
public final class CsvField {
  private static final String FORMULA = "=+-@\t\r";

  private CsvField() {}

  /// The field, with an apostrophe before it where a spreadsheet would take it for a formula.
  public static String harmless(String field) {
    return !field.isEmpty() && FORMULA.indexOf(field.charAt(0)) >= 0 ? "'" + field : field;
  }
}
