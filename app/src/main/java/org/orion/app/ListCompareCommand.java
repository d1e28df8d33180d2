package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.triage.lists.HashList;
import org.orion.triage.lists.ListComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `orion list compare`: what two lists have in common, and where they contradict each other.
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Compares two lists: sizes, overlap, categories that contradict each other.")
final class ListCompareCommand implements Callable<Integer> {
  private static final JsonFactory JSON = new JsonFactory();

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Parameters(index = "0", paramLabel = "A")
  private String first;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Parameters(index = "1", paramLabel = "B")
  private String second;

  @Option(
      names = "--similar",
      paramLabel = "N",
      defaultValue = "31",
      description = "greatest distance of a look-alike, 0 to 64 (31)")
  private int similar;

  @Option(
      names = "--conflicts",
      paramLabel = "FILE",
      description = "also write the ids of entries that contradict each other, as CSV")
  private @Nullable Path conflictFile;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  ListCompareCommand() {}

  @Override
  public Integer call() throws IOException, FormatException, Refusal {
    if (similar < 0 || similar > 64) {
      throw Refusal.usage("--similar is %d, must be 0 to 64".formatted(similar));
    }
    List<HashList> lists = Lab.open(Lab.lists(), List.of(first, second));
    try {
      HashList other = lists.size() == 1 ? lists.getFirst() : lists.get(1);
      ListComparison comparison = compare(lists.getFirst(), other);
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? toJson(comparison) + System.lineSeparator() : toText(comparison));
      out.flush();
    } finally {
      lists.forEach(HashList::close);
    }
    return ExitCode.DONE.number();
  }

  private ListComparison compare(HashList a, HashList b) throws IOException, Refusal {
    Path target = conflictFile;
    if (target == null) {
      return ListComparison.of(a, b, similar, (idA, idB, conflict) -> {});
    }
    return OutputFile.write(
        target,
        output -> {
          try (BufferedWriter writer =
              new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8))) {
            writer.write("entry_a,scheme_a,code_a,level_a,entry_b,scheme_b,code_b,level_b\n");
            return ListComparison.of(
                a,
                b,
                similar,
                (idA, idB, conflict) ->
                    writer.write(
                        "%s,%s,%s,%s%n"
                            .formatted(
                                quoted(idA),
                                columns(conflict.first()),
                                quoted(idB),
                                columns(conflict.second()))));
          }
        });
  }

  private static String columns(ListComparison.Judgement judgement) {
    return "%s,%s,%s"
        .formatted(
            quoted(judgement.category().scheme()),
            quoted(judgement.category().code()),
            judgement.level());
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static String toText(ListComparison comparison) {
    StringBuilder text = new StringBuilder();
    for (ListComparison.Overlap overlap : List.of(comparison.first(), comparison.second())) {
      text.append(
          "%-24s %,12d entries, of them in the other list: %,d the same, %,d alike%n"
              .formatted(overlap.list(), overlap.entries(), overlap.exact(), overlap.similar()));
    }
    if (comparison.conflicts().isEmpty()) {
      text.append("no file has categories of different levels in the two\n");
    }
    for (Map.Entry<ListComparison.Conflict, Long> conflict : sorted(comparison)) {
      text.append(
          "conflict: %s in %s, %s in %s: %,d pairs of entries%n"
              .formatted(
                  describe(conflict.getKey().first()),
                  comparison.first().list(),
                  describe(conflict.getKey().second()),
                  comparison.second().list(),
                  conflict.getValue()));
    }
    return text.toString();
  }

  private static List<Map.Entry<ListComparison.Conflict, Long>> sorted(ListComparison comparison) {
    return comparison.conflicts().entrySet().stream()
        .sorted(
            Map.Entry.<ListComparison.Conflict, Long>comparingByValue()
                .reversed()
                .thenComparing(entry -> entry.getKey().toString(), Comparator.naturalOrder()))
        .toList();
  }

  private static String describe(ListComparison.Judgement judgement) {
    String scheme = judgement.category().scheme();
    String code = judgement.category().code();
    return "%s (%s %s)"
        .formatted(
            judgement.level(),
            scheme.isEmpty() ? "no scheme" : scheme,
            code.isEmpty() ? "no code" : code);
  }

  private static String toJson(ListComparison comparison) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      write(out, "a", comparison.first());
      write(out, "b", comparison.second());
      out.writeArrayFieldStart("conflicts");
      for (Map.Entry<ListComparison.Conflict, Long> conflict : sorted(comparison)) {
        out.writeStartObject();
        write(out, "a", conflict.getKey().first());
        write(out, "b", conflict.getKey().second());
        out.writeNumberField("pairs", conflict.getValue());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, String name, ListComparison.Overlap overlap)
      throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("list", overlap.list());
    out.writeNumberField("entries", overlap.entries());
    out.writeNumberField("exact", overlap.exact());
    out.writeNumberField("similar", overlap.similar());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, String name, ListComparison.Judgement judgement)
      throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("scheme", judgement.category().scheme());
    out.writeStringField("code", judgement.category().code());
    out.writeStringField("level", judgement.level().name());
    out.writeEndObject();
  }
}
