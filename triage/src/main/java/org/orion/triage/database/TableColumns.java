package org.orion.triage.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The columns of a table in the order in which its rows store them, from the text of its `CREATE
/// TABLE`.
///
/// @param names those of stored columns; a column that is computed when it is read has no place in
///   a row
/// @param keyFirst the same, with those of the primary key first, as in a table without rowids
record TableColumns(List<String> names, List<String> keyFirst) {
  private static final int MOST_TOKENS = 100_000;
  private static final Set<String> CONSTRAINTS =
      Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");

  TableColumns {
    names = List.copyOf(names);
    keyFirst = List.copyOf(keyFirst);
  }

  /// A word, a name or a sign.
  ///
  /// @param quoted whether it is a name, whatever it says
  private record Token(String text, boolean quoted) {
    boolean is(String word) {
      return !quoted && text.equalsIgnoreCase(word);
    }
  }

  /// Reads the text; empty when it defines no columns that can be told.
  static Optional<TableColumns> of(String sql) {
    List<Token> tokens = tokens(sql);
    int at = 0;
    while (at < tokens.size() && !tokens.get(at).is("(")) {
      at++;
    }
    List<String> names = new ArrayList<>();
    Set<String> key = new LinkedHashSet<>();
    at++;
    while (at < tokens.size()) {
      int end = endOfDefinition(tokens, at);
      definition(tokens.subList(at, end), names, key);
      if (end == tokens.size() || tokens.get(end).is(")")) {
        break;
      }
      at = end + 1;
    }
    if (names.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> others = new LinkedHashMap<>();
    names.forEach(name -> others.put(name.toLowerCase(Locale.ROOT), name));
    List<String> keyFirst = new ArrayList<>();
    for (String column : key) {
      String name = others.remove(column.toLowerCase(Locale.ROOT));
      if (name != null) {
        keyFirst.add(name);
      }
    }
    keyFirst.addAll(others.values());
    return Optional.of(new TableColumns(names, keyFirst));
  }

  private static int endOfDefinition(List<Token> tokens, int start) {
    int depth = 0;
    for (int at = start; at < tokens.size(); at++) {
      Token token = tokens.get(at);
      if (depth == 0 && (token.is(",") || token.is(")"))) {
        return at;
      }
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    }
    return tokens.size();
  }

  private static void definition(List<Token> tokens, List<String> names, Set<String> key) {
    if (tokens.isEmpty()) {
      return;
    }
    Token first = tokens.getFirst();
    if (!first.quoted() && CONSTRAINTS.contains(first.text().toUpperCase(Locale.ROOT))) {
      addKeyOfConstraint(tokens, key);
      return;
    }
    boolean computed = false;
    boolean stored = false;
    int depth = 0;
    for (int at = 1; at < tokens.size(); at++) {
      Token token = tokens.get(at);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 && token.is("PRIMARY")) {
        key.add(first.text());
      }
      computed |= depth == 0 && token.is("AS");
      stored |= depth == 0 && token.is("STORED");
    }
    if (!computed || stored) {
      names.add(first.text());
    }
  }

  private static void addKeyOfConstraint(List<Token> tokens, Set<String> key) {
    int at = 0;
    while (at < tokens.size() && !tokens.get(at).is("PRIMARY")) {
      at++;
    }
    boolean expected = false;
    for (; at < tokens.size() && !tokens.get(at).is(")"); at++) {
      if (expected) {
        key.add(tokens.get(at).text());
      }
      expected = tokens.get(at).is("(") || tokens.get(at).is(",");
    }
  }

  private static List<Token> tokens(String sql) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < sql.length() && tokens.size() < MOST_TOKENS) {
      char character = sql.charAt(at);
      int end;
      if (Character.isWhitespace(character)) {
        end = at + 1;
      } else if (sql.startsWith("--", at)) {
        end = endAt(sql.indexOf('\n', at), sql, 1);
      } else if (sql.startsWith("/*", at)) {
        end = endAt(sql.indexOf("*/", at + 2), sql, 2);
      } else if ("\"'`[".indexOf(character) >= 0) {
        end = quoted(sql, at, tokens);
      } else {
        end = at + 1;
        while (isWord(character) && end < sql.length() && isWord(sql.charAt(end))) {
          end++;
        }
        tokens.add(new Token(sql.substring(at, end), false));
      }
      at = end;
    }
    return tokens;
  }

  private static int endAt(int found, String sql, int length) {
    return found < 0 ? sql.length() : found + length;
  }

  /// @return where the text goes on behind the quoted name
  private static int quoted(String sql, int start, List<Token> tokens) {
    char close = sql.charAt(start) == '[' ? ']' : sql.charAt(start);
    StringBuilder name = new StringBuilder();
    int at = start + 1;
    while (at < sql.length()) {
      char character = sql.charAt(at++);
      if (character != close) {
        name.append(character);
      } else if (close != ']' && at < sql.length() && sql.charAt(at) == close) {
        name.append(close);
        at++;
      } else {
        break;
      }
    }
    tokens.add(new Token(name.toString(), true));
    return at;
  }

  private static boolean isWord(char character) {
    return Character.isLetterOrDigit(character) || character == '_' || character == '$';
  }
}
