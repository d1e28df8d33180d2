package org.orion.exchange.hashlist;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.orion.exchange.hash.HashValue;
import org.orion.exchange.hashlist.ListReader.EntrySink;

/// Collects the parts of one entry as a reader meets them, and hands it on or refuses it. A bad
/// hash is refused and the rest of its entry kept.
public final class EntryBuilder {
  static final String OF_NOTHING = "hash of zero bytes";
  static final String NO_HASH = "no hash that is matched";

  private final EntrySink sink;
  private final Set<HashValue> hashes = new LinkedHashSet<>();
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private String id = "";
  private String code = "";
  private boolean refused;

  public EntryBuilder(EntrySink sink) {
    this.sink = sink;
  }

  public void clear() {
    hashes.clear();
    attributes.clear();
    id = "";
    code = "";
    refused = false;
  }

  void id(String value) {
    id = value.strip();
  }

  void code(String value) {
    code = value.strip();
  }

  void attribute(String name, String value) {
    if (!value.isBlank()) {
      attributes.put(name, value.strip());
    }
  }

  /// @param position asked for only when the value is refused
  public void hash(Supplier<String> position, String algorithm, String value) throws IOException {
    if (value.isBlank()) {
      return;
    }
    try {
      add(position, HashText.parse(algorithm, value));
    } catch (IllegalArgumentException malformed) {
      refuse(position, "malformed " + algorithm.toLowerCase(Locale.ROOT));
    }
  }

  void add(Supplier<String> position, HashValue hash) throws IOException {
    if (HashText.isOfNothing(hash)) {
      refuse(position, OF_NOTHING);
    } else {
      hashes.add(hash);
    }
  }

  void refuse(Supplier<String> position, String reason) throws IOException {
    sink.refuse(position.get(), reason);
    refused = true;
  }

  /// @param number takes the place of a missing id
  public void finish(Supplier<String> position, String scheme, long number) throws IOException {
    if (!hashes.isEmpty()) {
      sink.accept(
          new ListEntry(
              id.isEmpty() ? String.valueOf(number) : id,
              new Category(scheme, code),
              List.copyOf(hashes),
              attributes));
    } else if (!refused) {
      sink.refuse(position.get(), NO_HASH);
    }
  }
}
