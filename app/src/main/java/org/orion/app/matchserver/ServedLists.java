package org.orion.app.matchserver;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.orion.triage.lists.HashList;
import org.orion.triage.lists.ListStore;
import org.orion.triage.match.Matcher;

/// The lists that are served, in their newest version. When one changes it is opened anew beside
/// the old ones, which stay open until the last request that uses them has ended.
final class ServedLists implements AutoCloseable {
  private final ListStore store;
  private final List<String> names;
  private volatile Version current;
  private volatile Optional<String> problem = Optional.empty();

  ServedLists(ListStore store, List<String> names) throws IOException, ListStore.RefusedException {
    this.store = store;
    this.names = List.copyOf(names);
    this.current = open();
  }

  /// Lists of one moment. To be released after use.
  static final class Version {
    private final List<HashList> lists;
    private final List<String> stamps;
    private final Matcher matcher;
    private final Instant opened = Instant.now();
    private final AtomicInteger users = new AtomicInteger(1);

    private Version(List<HashList> lists, List<String> stamps) {
      this.lists = List.copyOf(lists);
      this.stamps = List.copyOf(stamps);
      this.matcher = Matcher.of(lists);
    }

    List<HashList> lists() {
      return lists;
    }

    HashList list(String name) throws RequestRefusedException {
      return lists.stream()
          .filter(list -> list.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new RequestRefusedException(400, "a list that is not served"));
    }

    Matcher matcher() {
      return matcher;
    }

    Instant opened() {
      return opened;
    }

    private boolean take() {
      return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void release() {
      if (users.decrementAndGet() == 0) {
        lists.forEach(HashList::close);
      }
    }
  }

  /// The newest version, for one request.
  Version take() {
    while (true) {
      Version version = current;
      if (version.take()) {
        return version;
      }
    }
  }

  /// Why the newest version of a list could not be opened, so that an older one is served.
  Optional<String> problem() {
    return problem;
  }

  private Version open() throws IOException, ListStore.RefusedException {
    List<String> stamps = stamps();
    List<HashList> lists = new ArrayList<>();
    try {
      for (String name : names) {
        lists.add(store.list(name));
      }
      return new Version(lists, stamps);
    } catch (IOException | ListStore.RefusedException refused) {
      lists.forEach(HashList::close);
      throw refused;
    }
  }

  private List<String> stamps() throws IOException, ListStore.RefusedException {
    List<String> stamps = new ArrayList<>();
    for (String name : names) {
      stamps.add(store.stamp(name));
    }
    return stamps;
  }

  /// Opens what has changed. Called by one thread.
  void refresh() {
    try {
      Version before = current;
      if (stamps().equals(before.stamps)) {
        return;
      }
      current = open();
      problem = Optional.empty();
      before.release();
    } catch (IOException | ListStore.RefusedException | RuntimeException refused) {
      problem = Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public void close() {
    current.release();
  }
}
