package org.orion.operations.database;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The parameters of one statement that writes many rows: each column is an array, for `unnest`.
/// Times, days and JSON go as texts, which the statement casts.
///
/// @param <T> a row
public final class Columns<T> {
  private final JdbcClient.StatementSpec statement;
  private final List<T> rows;

  private Columns(JdbcClient.StatementSpec statement, List<T> rows) {
    this.statement = statement;
    this.rows = rows;
  }

  /// Adds columns to a statement's other parameters.
  public static <T> Columns<T> of(JdbcClient.StatementSpec statement, List<T> rows) {
    return new Columns<>(statement, rows);
  }

  public Columns<T> texts(String name, Function<T, ? extends @Nullable Object> column) {
    @Nullable String[] texts = new String[rows.size()];
    for (int i = 0; i < texts.length; i++) {
      @Nullable Object value = column.apply(rows.get(i));
      texts[i] = value == null ? null : value.toString();
    }
    return with(name, texts);
  }

  public Columns<T> uuids(String name, Function<T, @Nullable UUID> column) {
    return with(name, rows.stream().map(column).toArray(UUID[]::new));
  }

  public Columns<T> numbers(String name, Function<T, @Nullable Long> column) {
    return with(name, rows.stream().map(column).toArray(Long[]::new));
  }

  public Columns<T> truths(String name, Function<T, Boolean> column) {
    return with(name, rows.stream().map(column).toArray(Boolean[]::new));
  }

  public Columns<T> bytes(String name, Function<T, byte[]> column) {
    return with(name, rows.stream().map(column).toArray(byte[][]::new));
  }

  private Columns<T> with(String name, Object array) {
    statement.param(name, array);
    return this;
  }

  /// Runs the statement.
  ///
  /// @return how many rows it wrote
  public int update() {
    return statement.update();
  }

  /// The statement, for its results.
  public JdbcClient.StatementSpec statement() {
    return statement;
  }
}
