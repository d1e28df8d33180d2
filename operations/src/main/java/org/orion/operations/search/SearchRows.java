package org.orion.operations.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.orion.exchange.identifier.Spelling;
import org.orion.operations.search.SearchSource.Hit;
import org.orion.operations.search.SearchSource.Way;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Finds rows by their words: the whole, the beginning, anywhere within, and, where nothing was
/// found so, nearly the spelling.
///
/// The features' statements give the columns `words` (an array of texts that are looked at),
/// `label`, `detail`, `path`, and `newest`, by which hits of one way are sorted.
@Repository
public class SearchRows {
  /// Similar spelling is looked for among so many of the newest rows.
  static final int MOST_COMPARED = 5000;

  private static final int LEAST_SPELLING = 5;
  private static final int LONG_WORD = 10;
  private static final List<Way> WAYS = List.of(Way.SAME, Way.BEGINNING, Way.WITHIN);

  private final JdbcClient jdbc;

  SearchRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// The hits among a statement's rows, one more than are shown where there are others.
  ///
  /// @param sql a query with the columns named above
  /// @param values of its own parameters; `:q` is what is looked for
  /// @param labelKey of the text that labels stand in, or empty
  public List<Hit> find(String sql, Map<String, ?> values, String labelKey, String text) {
    List<Hit> found =
        jdbc.sql(
                """
                select w.way, r.label, r.detail, r.path from (%s) r
                cross join lateral (select min(case when lower(word) = lower(:q) then 0
                  when starts_with(lower(word), lower(:q)) then 1
                  when position(lower(:q) in lower(word)) > 0 then 2 end) as way from unnest(r.words) as u (word)) w
                where position(lower(:q) in lower(array_to_string(r.words, chr(10)))) > 0 and w.way is not null
                order by w.way, r.newest desc, r.path limit :most
                """
                    .formatted(sql))
            .params(values)
            .param("q", text)
            .param("most", SearchSource.MOST + 1)
            .query((row, number) ->
                new Hit(
                    WAYS.get(row.getInt("way")),
                    labelKey,
                    row.getString("label"),
                    row.getString("detail"),
                    row.getString("path")))
            .list();
    return found.isEmpty() ? similar(sql, values, labelKey, text) : found;
  }

  private record Candidate(List<String> words, Hit hit) {}

  private record Near(int slips, Hit hit) {}

  private List<Hit> similar(String sql, Map<String, ?> values, String labelKey, String text) {
    List<String> asked = words(text).filter(word -> word.length() >= LEAST_SPELLING).toList();
    if (asked.isEmpty()) {
      return List.of();
    }
    List<Candidate> candidates =
        jdbc.sql(
                """
                select 4 as way, r.words, r.label, r.detail, r.path from (%s) r order by r.newest desc, r.path limit :most
                """
                    .formatted(sql))
            .params(values)
            .param("q", text)
            .param("most", MOST_COMPARED)
            .query((row, number) ->
                new Candidate(
                    Stream.of((String[]) row.getArray("words").getArray())
                        .flatMap(SearchRows::words)
                        .toList(),
                    new Hit(
                        Way.SIMILAR,
                        labelKey,
                        row.getString("label"),
                        row.getString("detail"),
                        row.getString("path"))))
            .list();
    List<Near> near = new ArrayList<>();
    for (Candidate candidate : candidates) {
      int slips = slips(asked, candidate.words());
      if (slips >= 0) {
        near.add(new Near(slips, candidate.hit()));
      }
    }
    return near.stream()
        .sorted(Comparator.comparingInt(Near::slips))
        .limit(SearchSource.MOST + 1L)
        .map(Near::hit)
        .toList();
  }

  private static Stream<String> words(String text) {
    return Stream.of(Spelling.fold(text).split("[^\\p{L}\\p{N}]+")).filter(word -> !word.isEmpty());
  }

  /// The slips by which every word that was asked for is one of those that are there; less than 0
  /// where one is none of them.
  private static int slips(List<String> asked, List<String> there) {
    int sum = 0;
    for (String word : asked) {
      int allowed = word.length() >= LONG_WORD ? 2 : 1;
      int least =
          there.stream()
              .mapToInt(other -> Spelling.slips(word, other, allowed))
              .min()
              .orElse(allowed + 1);
      if (least > allowed) {
        return -1;
      }
      sum += least;
    }
    return sum;
  }
}
