package org.orion.operations.examination;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.orion.operations.database.Columns;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Compares a report with all others, of whatever agency, and keeps what they have in common. The
/// server's own work: numbers and hashes alone pass through it. Done again, it changes nothing.
@Component
public class Comparison {
  /// Contents of a report that are compared in one pass over everything; what a block has more than
  /// that goes with them.
  private static final int SLICE = 1 << 16;

  /// Blocks that are read at once: of full ones 128 Ki entries, of an exhibit with few files one.
  private static final int FEW_BLOCKS = 32;

  private static final int MANY_BLOCKS = 1_024;
  private static final int FULL = 1 << 10;
  private static final int FULL_BYTES = FULL * Looks.WORDS * Long.BYTES;
  private static final int PAIRS_AT_ONCE = 20_000;

  /// Whose work it is; no agency can have this reference.
  private static final Viewer MACHINE = Viewer.machine("-");

  private static final String AFTER =
      "select * from orion.looks_after(:batch, :part, :block, :most)";
  private static final String ADD_LINKS =
      """
      insert into orion.exhibit_link (batch, part, other_batch, other_part, exact, exact_unmatched, alike,
        alike_unmatched)
      select * from unnest(:batches::bigint[], :parts::bigint[], :otherBatches::bigint[], :otherParts::bigint[],
        :exact::bigint[], :exactUnmatched::bigint[], :alike::bigint[], :alikeUnmatched::bigint[])
      on conflict do nothing
      """;
  private static final String ADD_ALIKE =
      """
      insert into orion.similar_content (batch, n, other_batch, other_n, distance_bits)
      select * from unnest(:batches::bigint[], :lines::bigint[], :otherBatches::bigint[], :otherLines::bigint[],
        :distances::bigint[])
      on conflict do nothing
      """;
  private static final String ADD_COMPARED =
      """
      insert into orion.report_compared (batch, part, widespread)
      select * from unnest(:batches::bigint[], :parts::bigint[], :widespread::bigint[])
      on conflict do nothing
      """;

  private final JdbcClient jdbc;
  private final ViewerTransactions transactions;

  /// An index takes about 1.1 kB for each content: no more of them at once than one slice has.
  private final Semaphore contentsAtOnce = new Semaphore(SLICE, true);

  Comparison(JdbcClient jdbc, ViewerTransactions transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /// A place in the order of all blocks.
  private record Place(long batch, int part, int block) {
    static final Place FIRST = new Place(-1, -1, -1);
  }

  @SuppressWarnings("ArrayRecordComponent") // as the database hands it over
  private record Stored(String agency, Place place, byte[] entries) {
    LinkFinder.Block block() {
      return new LinkFinder.Block(agency, place.batch(), place.part(), Looks.of(entries));
    }
  }

  /// Some contents of a report, and the part of each.
  @SuppressWarnings("ArrayRecordComponent") // handed on once
  private record Slice(String agency, Looks looks, int[] partOf) {}

  /// Compares one report.
  ///
  /// @param batch its number in tables
  public void compare(long batch) {
    Map<Integer, Map<LinkFinder.Side, LinkFinder.Link>> links = new LinkedHashMap<>();
    Map<Integer, Long> widespread = new HashMap<>();
    parts(batch).forEach(part -> widespread.put(part, 0L));
    Place from = new Place(batch, -1, -1);
    for (Optional<Read> read = slice(batch, from); read.isPresent(); read = slice(batch, from)) {
      from = read.get().last();
      LinkFinder.Found found = found(batch, read.get().slice());
      keepAlike(batch, found.alike());
      found.widespread().forEach((part, count) -> widespread.merge(part, count, Long::sum));
      found.links().forEach((part, ofPart) -> addUp(links, part, ofPart));
    }
    keep(batch, links, widespread);
  }

  private LinkFinder.Found found(long batch, Slice slice) {
    int contents = Math.min(SLICE, slice.looks().count());
    contentsAtOnce.acquireUninterruptibly(contents);
    try {
      LinkFinder finder = new LinkFinder(batch, slice.agency(), slice.looks(), slice.partOf());
      compareWithAll(finder);
      return finder.found();
    } finally {
      contentsAtOnce.release(contents);
    }
  }

  private static void addUp(
      Map<Integer, Map<LinkFinder.Side, LinkFinder.Link>> links,
      int part,
      Map<LinkFinder.Side, LinkFinder.Link> more) {
    Map<LinkFinder.Side, LinkFinder.Link> ofPart =
        links.computeIfAbsent(part, key -> new LinkedHashMap<>());
    more.forEach(
        (side, link) -> ofPart.computeIfAbsent(side, key -> new LinkFinder.Link()).add(link));
  }

  private record Read(Slice slice, Place last) {}

  private Optional<Read> slice(long batch, Place from) {
    Looks looks = new Looks(FULL);
    int[] partOf = new int[FULL];
    String agency = "";
    Place last = from;
    while (looks.count() < SLICE) {
      List<Stored> blocks = after(last, FEW_BLOCKS);
      for (Stored block : blocks) {
        if (block.place().batch() != batch || looks.count() >= SLICE) {
          return read(agency, looks, partOf, last);
        }
        agency = block.agency();
        int before = looks.count();
        looks.addAll(Looks.of(block.entries()));
        partOf = Arrays.copyOf(partOf, Math.max(partOf.length, looks.count() * 2));
        Arrays.fill(partOf, before, looks.count(), block.place().part());
        last = block.place();
      }
      if (blocks.isEmpty()) {
        break;
      }
    }
    return read(agency, looks, partOf, last);
  }

  private static Optional<Read> read(String agency, Looks looks, int[] partOf, Place last) {
    return looks.count() == 0
        ? Optional.empty()
        : Optional.of(
            new Read(new Slice(agency, looks, Arrays.copyOf(partOf, looks.count())), last));
  }

  private List<Integer> parts(long batch) {
    return transactions.read(
        MACHINE,
        () ->
            jdbc.sql("select part from orion.parts_of(:batch)")
                .param("batch", batch)
                .query(Integer.class)
                .list());
  }

  private List<Stored> after(Place place, int most) {
    return transactions.read(
        MACHINE,
        () ->
            jdbc.sql(AFTER)
                .param("batch", place.batch())
                .param("part", place.part())
                .param("block", place.block())
                .param("most", most)
                .query(Comparison::stored)
                .list());
  }

  private static Stored stored(ResultSet row, int number) throws SQLException {
    return new Stored(
        row.getString("agency"),
        new Place(row.getLong("batch"), row.getInt("part"), row.getInt("block")),
        row.getBytes("entries"));
  }

  /// Reads the next blocks while those before are looked through.
  private void compareWithAll(LinkFinder finder) {
    CompletableFuture<List<Stored>> next = reading(Place.FIRST, FEW_BLOCKS);
    int most = FEW_BLOCKS;
    for (List<Stored> blocks = next.join(); !blocks.isEmpty(); blocks = next.join()) {
      // Blocks of exhibits with few files are small: more of them are read at once.
      int largest = blocks.stream().mapToInt(one -> one.entries().length).max().orElseThrow();
      most = largest > FULL_BYTES ? FEW_BLOCKS : Math.min(MANY_BLOCKS, most * 2);
      next = reading(blocks.getLast().place(), most);
      finder.compare(blocks.stream().map(Stored::block).toList());
    }
  }

  private CompletableFuture<List<Stored>> reading(Place place, int most) {
    return CompletableFuture.supplyAsync(() -> after(place, most), Thread::startVirtualThread);
  }

  /// A link with the greater number first, as tables hold it.
  private record Row(LinkFinder.Side one, LinkFinder.Side other, LinkFinder.Link link) {
    static Row of(LinkFinder.Side own, LinkFinder.Side other, LinkFinder.Link link) {
      return own.batch() > other.batch()
              || own.batch() == other.batch() && own.part() > other.part()
          ? new Row(own, other, link)
          : new Row(other, own, link);
    }
  }

  private void keep(
      long batch,
      Map<Integer, Map<LinkFinder.Side, LinkFinder.Link>> links,
      Map<Integer, Long> widespread) {
    List<Row> rows = new ArrayList<>();
    links.forEach((part, ofPart) ->
        ofPart.forEach(
            (side, link) -> rows.add(Row.of(new LinkFinder.Side(batch, part), side, link))));
    List<Map.Entry<Integer, Long>> parts = List.copyOf(widespread.entrySet());
    transactions.write(
        MACHINE,
        () -> {
          for (int i = 0; i < rows.size(); i += PAIRS_AT_ONCE) {
            keepLinks(rows.subList(i, Math.min(rows.size(), i + PAIRS_AT_ONCE)));
          }
          Columns.of(jdbc.sql(ADD_COMPARED), parts)
              .numbers("batches", one -> batch)
              .numbers("parts", one -> (long) one.getKey())
              .numbers("widespread", Map.Entry::getValue)
              .update();
        });
  }

  private void keepLinks(List<Row> rows) {
    Columns.of(jdbc.sql(ADD_LINKS), rows)
        .numbers("batches", row -> row.one().batch())
        .numbers("parts", row -> (long) row.one().part())
        .numbers("otherBatches", row -> row.other().batch())
        .numbers("otherParts", row -> (long) row.other().part())
        .numbers("exact", row -> row.link().exact)
        .numbers("exactUnmatched", row -> row.link().exactUnmatched)
        .numbers("alike", row -> row.link().alike)
        .numbers("alikeUnmatched", row -> row.link().alikeUnmatched)
        .update();
  }

  private void keepAlike(long batch, List<LinkFinder.Alike> all) {
    transactions.write(
        MACHINE,
        () -> {
          for (int i = 0; i < all.size(); i += PAIRS_AT_ONCE) {
            List<LinkFinder.Alike> some = all.subList(i, Math.min(all.size(), i + PAIRS_AT_ONCE));
            Columns.of(jdbc.sql(ADD_ALIKE), some)
                .numbers("batches", one -> batch)
                .numbers("lines", one -> (long) one.line())
                .numbers("otherBatches", LinkFinder.Alike::otherBatch)
                .numbers("otherLines", one -> (long) one.otherLine())
                .numbers("distances", one -> (long) one.distanceBits())
                .update();
          }
        });
  }
}
