package org.orion.exchange.tip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.orion.exchange.tip.TipReport.NotUnderstood;

/// What a reader handed on.
final class CollectedTips {
  final List<TipResult.Read> read = new ArrayList<>();
  final List<TipResult.Refused> refused = new ArrayList<>();

  private CollectedTips() {}

  static CollectedTips of(String text) throws IOException {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static CollectedTips of(byte[] bytes) throws IOException {
    CollectedTips collected = new CollectedTips();
    TipReader.read(new ByteArrayInputStream(bytes), "tips", collected::add);
    return collected;
  }

  private void add(TipResult result) {
    switch (result) {
      case TipResult.Read one -> read.add(one);
      case TipResult.Refused one -> refused.add(one);
    }
  }

  /// The report of a file that has one, and nothing refused.
  TipReport only() {
    assertThat(messages()).isEmpty();
    assertThat(read).hasSize(1);
    return read.getFirst().report();
  }

  List<String> messages() {
    return refused.stream().map(one -> one.reason().getMessage()).toList();
  }

  List<String> ids() {
    return read.stream().map(one -> one.report().externalId().orElse("none")).toList();
  }

  static List<String> paths(TipReport report) {
    return report.notUnderstood().stream().map(NotUnderstood::path).toList();
  }
}
