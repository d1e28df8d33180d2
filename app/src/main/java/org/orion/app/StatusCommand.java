package org.orion.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.orion.triage.report.ScanStatus;
import org.orion.triage.report.ScanStatus.PresentItem;
import org.orion.triage.report.ScanStatus.VolumeStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `orion status`: how far a scan is, asked from another terminal.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tells how far a scan is, also while it runs; the scan is not held up.")
final class StatusCommand implements Callable<Integer> {
  private static final int BAR_CELLS = 30;
  private static final Duration SILENCE = Duration.ofMinutes(2);

  @Parameters(paramLabel = "FILE.orion", description = "a scan file")
  private Path file = Path.of("");

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  StatusCommand() {}

  @Override
  public Integer call() throws IOException {
    ScanStatus status = ScanStatus.of(file);
    if (json) {
      printJson(status, System.out);
    } else {
      print(status, Instant.now(), System.out);
    }
    return ExitCode.DONE.number();
  }

  private static void print(ScanStatus status, Instant now, PrintStream out) {
    boolean complete = status.state().equals("complete");
    line(out, "state", status.words() + (complete ? "" : ", " + life(status, now)));
    if (!complete) {
      double share = status.bytes() == 0 ? 0 : (double) status.bytesDone() / status.bytes();
      line(
          out,
          "",
          "%s  %.0f %%%s"
              .formatted(
                  bar(share),
                  share * 100,
                  status.left().map(left -> ", " + clock(left) + " left").orElse("")));
    }
    line(
        out,
        "items",
        "%,d decided of %,d found so far".formatted(status.decided(), status.items()));
    line(
        out,
        "bytes",
        "%s of %s%s"
            .formatted(
                Sizes.text(status.bytesDone()),
                Sizes.text(status.bytes()),
                status.bytesPerSecond().isPresent()
                    ? ", " + Sizes.text(status.bytesPerSecond().getAsLong()) + "/s"
                    : ""));
    if (!complete) {
      status.item().ifPresent(item -> print(item, now, out));
    }
    for (VolumeStatus volume : status.volumes()) {
      print(volume, out);
    }
    line(out, "matches", "%,d items of known material".formatted(status.matches()));
    line(out, "unreadable", "%,d%s".formatted(status.unreadable(), reasons(status)));
    line(out, "last event", status.lastEvent());
  }

  private static void print(PresentItem item, Instant now, PrintStream out) {
    String age =
        item.since().map(since -> " (for " + clock(Duration.between(since, now)) + ")").orElse("");
    line(out, item.since().isPresent() ? "item" : "next", visible(item.path()) + age);
    if (!item.volume().isEmpty()) {
      line(out, "in", visible(item.volume()));
    }
  }

  private static void print(VolumeStatus volume, PrintStream out) {
    String what = volume.fileSystem().isEmpty() ? volume.kind() : volume.fileSystem();
    double share = volume.bytes() == 0 ? 1 : (double) volume.bytesDone() / volume.bytes();
    String progress =
        volume.items() == 0
            ? "no items"
            : String.format(
                Locale.ROOT,
                "%,d of %,d items, %s of %s, %.0f %%",
                volume.decided(),
                volume.items(),
                Sizes.text(volume.bytesDone()),
                Sizes.text(volume.bytes()),
                share * 100);
    line(
        out,
        volume.label(),
        "%-12s %s  (%s of %s)"
            .formatted(
                what.replace('_', ' '),
                progress,
                visible(volume.description()),
                visible(volume.image())));
  }

  /// Whether somebody works on it, as far as can be told from outside.
  private static String life(ScanStatus status, Instant now) {
    Duration silence = Duration.between(status.lastSign(), now);
    if (!status.running()) {
      return "not running; the same orion scan command goes on";
    }
    String ago = "last sign of life %s ago".formatted(clock(silence));
    return silence.compareTo(SILENCE) < 0
        ? ago
        : ago
            + ": it waits for one item, or was killed; if so, the same orion scan command goes on";
  }

  private static String reasons(ScanStatus status) {
    return status.errors().isEmpty()
        ? ""
        : status.errors().entrySet().stream()
            .map(error -> "%,d %s".formatted(error.getValue(), error.getKey()))
            .collect(Collectors.joining(", ", " (", ", folders included)"));
  }

  private static void line(PrintStream out, String name, String text) {
    out.printf("%-10s %s%n", name, text);
  }

  private static String bar(double share) {
    int cells = (int) (Math.clamp(share, 0, 1) * BAR_CELLS);
    return "[" + "#".repeat(cells) + "-".repeat(BAR_CELLS - cells) + "]";
  }

  private static String clock(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /// Names come from the evidence and must not steer the terminal.
  private static String visible(String text) {
    return text.replaceAll("\\p{C}", "\ufffd");
  }

  private static void printJson(ScanStatus status, PrintStream out) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      json.writeStartObject();
      json.writeStringField("state", status.state());
      json.writeBooleanField("running", status.running());
      json.writeStringField("last_sign", status.lastSign().toString());
      json.writeStringField("last_event", status.lastEvent());
      json.writeNumberField("items", status.items());
      json.writeNumberField("decided", status.decided());
      json.writeNumberField("bytes", status.bytes());
      json.writeNumberField("bytes_done", status.bytesDone());
      json.writeFieldName("bytes_per_second");
      number(json, status.bytesPerSecond().isPresent(), status.bytesPerSecond().orElse(0));
      json.writeFieldName("seconds_left");
      number(json, status.left().isPresent(), status.left().map(Duration::toSeconds).orElse(0L));
      json.writeNumberField("unreadable", status.unreadable());
      json.writeNumberField("matches", status.matches());
      json.writeStringField("item", status.item().map(PresentItem::path).orElse(null));
      json.writeStringField(
          "item_since",
          status.item().flatMap(PresentItem::since).map(Instant::toString).orElse(null));
      json.writeStringField("volume", status.item().map(PresentItem::volume).orElse(null));
      json.writeObjectFieldStart("errors");
      for (Map.Entry<String, Long> error : status.errors().entrySet()) {
        json.writeNumberField(error.getKey(), error.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("volumes");
      for (VolumeStatus volume : status.volumes()) {
        write(json, volume);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.println();
  }

  private static void number(JsonGenerator json, boolean known, long number) throws IOException {
    if (known) {
      json.writeNumber(number);
    } else {
      json.writeNull();
    }
  }

  private static void write(JsonGenerator json, VolumeStatus volume) throws IOException {
    json.writeStartObject();
    json.writeStringField("image", volume.image());
    json.writeNumberField("number", volume.number());
    json.writeStringField("kind", volume.kind());
    json.writeStringField("file_system", volume.fileSystem());
    json.writeStringField("description", volume.description());
    json.writeNumberField("items", volume.items());
    json.writeNumberField("decided", volume.decided());
    json.writeNumberField("bytes", volume.bytes());
    json.writeNumberField("bytes_done", volume.bytesDone());
    json.writeEndObject();
  }
}
