package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.orion.exchange.FormatException;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hash.Pdq;
import org.orion.exchange.hashlist.HashText;
import org.orion.triage.lists.HashList;
import org.orion.triage.lists.ListStore;
import org.orion.triage.match.Match;
import org.orion.triage.match.Matcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `orion match`: looks hashes up in lists.
@Command(
    name = "match",
    mixinStandardHelpOptions = true,
    description = {
      "Looks hashes up in lists; prints one JSON object a line, in the order of the " + "queries.",
      "A value of 64 digits is looked up as SHA-256 and as PDQ; sha256: or pdq: before it "
          + "decides."
    })
final class MatchCommand implements Callable<Integer> {
  private static final JsonFactory JSON = new JsonFactory();

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(names = "--list", paramLabel = "NAME", description = "a list; without: all of them")
  private List<String> lists = new ArrayList<>();

  @Option(
      names = "--similar",
      paramLabel = "N",
      defaultValue = "31",
      description = "greatest distance of a look-alike, 0 to 64 (31)")
  private int similar;

  @Parameters(paramLabel = "HASH", arity = "0..*", description = "hashes, or - for standard input")
  private List<String> hashes = new ArrayList<>();

  MatchCommand() {}

  @Override
  public Integer call() throws IOException, FormatException, Refusal {
    if (similar < 0 || similar > 64) {
      throw Refusal.usage("--similar is %d, must be 0 to 64".formatted(similar));
    }
    boolean fromInput = hashes.isEmpty() || hashes.equals(List.of("-"));
    if (!fromInput) {
      for (String hash : hashes) {
        parse(hash);
      }
    }
    ListStore store = Lab.lists();
    List<HashList> opened = Lab.open(store, lists.isEmpty() ? store.names() : lists);
    try {
      return answer(Matcher.of(opened), fromInput);
    } finally {
      opened.forEach(HashList::close);
    }
  }

  private int answer(Matcher matcher, boolean fromInput) throws IOException, Refusal {
    PrintWriter out = spec.commandLine().getOut();
    if (!fromInput) {
      for (String hash : hashes) {
        out.println(answer(matcher, hash, parse(hash)));
      }
      out.flush();
      return ExitCode.DONE.number();
    }
    return answerInput(matcher, out);
  }

  private int answerInput(Matcher matcher, PrintWriter out) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    boolean malformed = false;
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      try {
        out.println(answer(matcher, line.strip(), parse(line)));
      } catch (Refusal noHash) {
        malformed = true;
        out.println(error(line.strip(), String.valueOf(noHash.getMessage())));
      }
      if (!input.ready()) {
        out.flush();
      }
    }
    out.flush();
    return (malformed ? ExitCode.USAGE : ExitCode.DONE).number();
  }

  private static List<HashValue> parse(String text) throws Refusal {
    try {
      return HashText.readings(text);
    } catch (IllegalArgumentException noHash) {
      throw Refusal.usage("not a hash: " + noHash.getMessage());
    }
  }

  private String answer(Matcher matcher, String query, List<HashValue> readings)
      throws IOException {
    List<Match> matches = new ArrayList<>();
    for (HashValue reading : readings) {
      matches.addAll(
          reading instanceof Pdq pdq ? matcher.similar(pdq, similar) : matcher.exact(reading));
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("hash", query);
      json.writeArrayFieldStart("matches");
      for (Match match : matches) {
        write(json, match);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Match match) throws IOException {
    json.writeStartObject();
    json.writeStringField("list", match.list());
    json.writeStringField("entry", match.entry());
    json.writeStringField("scheme", nullIfEmpty(match.category().scheme()));
    json.writeStringField("code", nullIfEmpty(match.category().code()));
    json.writeStringField("level", match.level().name());
    json.writeStringField("algorithm", match.algorithm().id());
    json.writeStringField("orientation", match.orientation().id());
    json.writeNumberField("distance", match.distanceBits());
    json.writeEndObject();
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String error(String query, String message) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("hash", query);
      json.writeStringField("error", message);
      json.writeEndObject();
    }
    return text.toString();
  }
}
