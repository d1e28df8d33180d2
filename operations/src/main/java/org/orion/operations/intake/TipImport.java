package org.orion.operations.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.tip.Original;
import org.orion.exchange.tip.TipReader;
import org.orion.exchange.tip.TipReport;
import org.orion.exchange.tip.TipResult;
import org.orion.operations.access.Viewer;
import org.orion.operations.access.ViewerTransactions;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Takes in files of tips: downloads, zips, tables. Reports are taken in some hundred to a
/// transaction; where that fails, each has one of its own, and one that cannot be kept never costs
/// another. Importing a file again changes nothing.
@Component
public class TipImport {
  /// How many locks and rows one transaction may hold before others wait for it.
  private static final int BATCH = 300;

  private static final int HEAD_BYTES = 64;

  private final TipIntake intake;
  private final ViewerTransactions transactions;
  private final IntakeMeters meters;

  TipImport(TipIntake intake, ViewerTransactions transactions, IntakeMeters meters) {
    this.intake = intake;
    this.transactions = transactions;
    this.meters = meters;
  }

  /// What became of a report of a file.
  public enum Kind {
    NEW,
    UPDATED,
    REPEATED,
    BUNDLED,
    REFUSED
  }

  /// The result for one report.
  ///
  /// @param where the file, and which report of it
  /// @param tip that it is in; none when it was refused
  /// @param code what people call that tip
  /// @param changedFormat whether so little was understood that the format must have changed
  /// @param notUnderstood how many fields were not understood
  /// @param reason why it was refused
  public record Outcome(
      String where,
      Kind kind,
      Optional<UUID> tip,
      Optional<String> code,
      boolean changedFormat,
      int notUnderstood,
      Optional<String> reason) {

    /// A report, or a file, that was not taken in.
    public static Outcome refused(String where, String reason) {
      return new Outcome(
          where, Kind.REFUSED, Optional.empty(), Optional.empty(), false, 0, Optional.of(reason));
    }
  }

  /// Where results go, one by one, in the order of the file, each when it is kept.
  public interface Sink {
    void accept(Outcome outcome) throws IOException;
  }

  /// Reads a file to its end.
  ///
  /// @param source the file's name, for messages
  /// @throws IOException when the file cannot be read or the sink fails
  /// @throws DataAccessException when the database is away; what the sink has got is kept
  public void read(Viewer viewer, InputStream file, String source, Sink sink) throws IOException {
    try (ExecutorService keeper = Executors.newVirtualThreadPerTaskExecutor()) {
      Running running = new Running(viewer, sink, keeper);
      TipReader.read(file, source, running::add);
      running.end();
    }
  }

  /// While one batch is taken in, the next is read; one after the other, so that of two states of a
  /// tip the later one in the file is the last.
  private final class Running {
    private final Viewer viewer;
    private final Sink sink;
    private final ExecutorService keeper;
    private List<TipResult> waiting = new ArrayList<>();
    private @Nullable Future<List<Outcome>> running;

    Running(Viewer viewer, Sink sink, ExecutorService keeper) {
      this.viewer = viewer;
      this.sink = sink;
      this.keeper = keeper;
    }

    void add(TipResult result) throws IOException {
      waiting.add(result);
      if (waiting.size() == BATCH) {
        tell();
        List<TipResult> batch = waiting;
        waiting = new ArrayList<>();
        running = keeper.submit(() -> take(viewer, batch));
      }
    }

    void end() throws IOException {
      tell();
      for (Outcome outcome : take(viewer, waiting)) {
        sink.accept(outcome);
      }
    }

    /// Waits for the batch that is taken in, and tells what became of it.
    private void tell() throws IOException {
      if (running == null) {
        return;
      }
      List<Outcome> outcomes;
      try {
        outcomes = running.get();
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof RuntimeException problem
            ? problem
            : new IllegalStateException(failed);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the import was interrupted");
      }
      running = null;
      for (Outcome outcome : outcomes) {
        sink.accept(outcome);
      }
    }
  }

  private List<Outcome> take(Viewer viewer, List<TipResult> results) {
    List<TipResult.Read> read = new ArrayList<>();
    for (TipResult result : results) {
      if (result instanceof TipResult.Read one) {
        read.add(one);
      }
    }
    Iterator<Outcome> kept =
        (read.isEmpty() ? List.<Outcome>of() : together(viewer, read)).iterator();
    List<Outcome> outcomes = new ArrayList<>();
    for (TipResult result : results) {
      Outcome outcome =
          switch (result) {
            case TipResult.Read _ -> kept.next();
            case TipResult.Refused(String where, FormatException reason) ->
                Outcome.refused(where, String.valueOf(reason.getMessage()));
          };
      if (outcome.kind() == Kind.REFUSED) {
        meters.refused();
      }
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private List<Outcome> together(Viewer viewer, List<TipResult.Read> read) {
    try {
      return accept(viewer, read);
    } catch (DataAccessException | IllegalArgumentException problem) {
      requireDatabase(problem);
      return read.stream().map(one -> alone(viewer, one)).toList();
    }
  }

  private Outcome alone(Viewer viewer, TipResult.Read one) {
    try {
      return accept(viewer, List.of(one)).getFirst();
    } catch (DataAccessException | IllegalArgumentException problem) {
      requireDatabase(problem);
      return Outcome.refused(
          one.where(), "[%s] could not be kept: %s".formatted(one.where(), firstLine(problem)));
    }
  }

  /// Without the database nothing more can be said about any report.
  private static void requireDatabase(RuntimeException problem) {
    if (isWithoutDatabase(problem)) {
      throw problem;
    }
  }

  /// Whether a failure is that of the database, not of what was to be written.
  static boolean isWithoutDatabase(RuntimeException problem) {
    return !(problem instanceof PessimisticLockingFailureException)
        && (problem instanceof TransientDataAccessException
            || problem instanceof NonTransientDataAccessResourceException
            || problem instanceof TransactionException);
  }

  private static String firstLine(RuntimeException problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
  }

  private List<Outcome> accept(Viewer viewer, List<TipResult.Read> read) {
    List<TipIntake.Formed> formed = read.stream().map(TipImport::formed).toList();
    List<TipIntake.Accepted> accepted =
        transactions.writeByKeys(viewer, () -> intake.accept(viewer, formed));
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      TipIntake.Accepted one = accepted.get(i);
      meters.taken(formed.get(i).format(), one.kind());
      TipReport report = read.get(i).report();
      outcomes.add(
          new Outcome(
              read.get(i).where(),
              switch (one.kind()) {
                case NEW -> Kind.NEW;
                case UPDATED -> Kind.UPDATED;
                case REPEATED -> Kind.REPEATED;
                case BUNDLED -> Kind.BUNDLED;
              },
              Optional.of(one.tip()),
              Optional.of(one.code()),
              report.completeness().changedFormat(),
              report.notUnderstood().size(),
              Optional.empty()));
    }
    return outcomes;
  }

  private static TipIntake.Formed formed(TipResult.Read read) {
    return new TipIntake.Formed(
        format(read.original()), new TipIntake.Item(read.report(), read.original(), Map.of()));
  }

  /// The form is told by how the original begins, as reading did.
  private static TipFormat format(Original original) {
    byte[] head = new byte[HEAD_BYTES];
    int length;
    try (InputStream bytes = original.stream()) {
      length = bytes.readNBytes(head, 0, HEAD_BYTES);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    // Without the marks and zero bytes of UTF-16, in which only XML may be.
    String text =
        new String(head, 0, length, StandardCharsets.ISO_8859_1).replaceAll("[^!-~]", "").strip();
    if (text.startsWith("{\"recordedReport\"")) {
      return TipFormat.FORM;
    }
    if (text.startsWith("<") || text.startsWith("{\"providerReport\"")) {
      return TipFormat.ISPWS;
    }
    return text.startsWith("{") ? TipFormat.POLICE_DOWNLOAD : TipFormat.CSV;
  }
}
