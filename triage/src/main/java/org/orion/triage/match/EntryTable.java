package org.orion.triage.match;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.orion.exchange.hashlist.Category;
import org.orion.exchange.hashlist.Level;

/// What entry numbers stand for: list, id and category, packed, because there may be millions.
final class EntryTable {
  /// What many entries share.
  record Kind(String list, Category category, Level level) {}

  private final List<Kind> kinds = new ArrayList<>();
  private final Map<Kind, Integer> kindNumbers = new HashMap<>();
  private int[] kindOf = new int[64];
  private int[] idEnd = new int[64];
  private byte[] ids = new byte[1024];
  private int count;

  int add(String list, String id, Category category, Level level) {
    if (count == kindOf.length) {
      kindOf = Arrays.copyOf(kindOf, count * 2);
      idEnd = Arrays.copyOf(idEnd, count * 2);
    }
    Kind kind = new Kind(list, category, level);
    kindOf[count] =
        kindNumbers.computeIfAbsent(
            kind,
            added -> {
              kinds.add(added);
              return kinds.size() - 1;
            });
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    int start = count == 0 ? 0 : idEnd[count - 1];
    if (start + bytes.length > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(ids.length * 2, start + bytes.length));
    }
    System.arraycopy(bytes, 0, ids, start, bytes.length);
    idEnd[count] = start + bytes.length;
    return count++;
  }

  Kind kind(int entry) {
    return kinds.get(kindOf[entry]);
  }

  String id(int entry) {
    int start = entry == 0 ? 0 : idEnd[entry - 1];
    return new String(ids, start, idEnd[entry] - start, StandardCharsets.UTF_8);
  }
}
