package org.orion.triage.document;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSDocument;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.jspecify.annotations.Nullable;

/// Where the objects of a PDF are used: on which page first, as content of a page, as an attached
/// file of which name. Every object is looked at once, so that cycles end.
final class PdfPages {
  private static final int MOST_OBJECTS = 500_000;
  private static final Set<COSName> NOT_OF_A_PAGE =
      Set.of(
          COSName.PARENT,
          COSName.P,
          COSName.B,
          COSName.DEST,
          COSName.A,
          COSName.AA,
          COSName.PREV,
          COSName.NEXT,
          COSName.getPDFName("IRT"),
          COSName.getPDFName("Popup"));

  /// What the format calls the branches of its tree is a word that this project does not write.
  private static final COSName BRANCHES = COSName.getPDFName("K" + "i" + "ds");

  private final Map<Long, Integer> pages = new HashMap<>();
  private final Set<Long> contents = new HashSet<>();
  private final Map<Long, String> files = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();

  /// The page, from 1, on which an object is used first; 0 for none.
  int page(long object) {
    return pages.getOrDefault(object, 0);
  }

  boolean isContent(long object) {
    return contents.contains(object);
  }

  /// The name of the attached file in a stream, or null for none.
  @Nullable String file(long object) {
    return files.get(object);
  }

  /// Follows the page tree and what hangs on each page. The bytes of streams are given back on the
  /// way.
  void read(COSDocument document) throws IOException {
    COSBase root = document.getTrailer().getDictionaryObject(COSName.ROOT);
    if (!(root instanceof COSDictionary catalog)) {
      return;
    }
    Deque<COSBase> open = new ArrayDeque<>();
    push(open, catalog.getItem(COSName.PAGES));
    int number = 0;
    while (!open.isEmpty() && seen.size() < MOST_OBJECTS) {
      COSBase next = open.pop();
      if (!isNew(next) || !(content(next) instanceof COSDictionary node)) {
        continue;
      }
      if (node.getDictionaryObject(BRANCHES) instanceof COSArray branches) {
        for (int i = branches.size() - 1; i >= 0; i--) {
          push(open, branches.get(i));
        }
      } else {
        number++;
        noteContents(node.getItem(COSName.CONTENTS));
        follow(node, number);
      }
    }
    follow(catalog, 0);
  }

  private void noteContents(@Nullable COSBase item) {
    if (content(item) instanceof COSArray parts) {
      for (int i = 0; i < Math.min(parts.size(), MOST_OBJECTS); i++) {
        if (parts.get(i) instanceof COSObject part) {
          contents.add(number(part));
        }
      }
    } else if (item instanceof COSObject single) {
      contents.add(number(single));
    }
  }

  private void follow(COSDictionary start, int page) throws IOException {
    Deque<COSBase> open = new ArrayDeque<>();
    open.push(start);
    while (!open.isEmpty() && seen.size() < MOST_OBJECTS) {
      COSBase next = open.pop();
      if (next instanceof COSObject object) {
        if (!isNew(object)) {
          continue;
        }
        if (page > 0) {
          pages.put(number(object), page);
        }
      }
      Collection<? extends COSBase> inner = List.of();
      if (content(next) instanceof COSDictionary dictionary) {
        noteFile(dictionary);
        inner = valuesOf(dictionary);
        if (dictionary instanceof COSStream stream) {
          stream.close();
        }
      } else if (content(next) instanceof COSArray array) {
        inner = array.toList();
      }
      inner.forEach(each -> push(open, each));
    }
  }

  private static Collection<COSBase> valuesOf(COSDictionary dictionary) {
    return dictionary.entrySet().stream()
        .filter(entry -> !NOT_OF_A_PAGE.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static void push(Deque<COSBase> open, @Nullable COSBase next) {
    if (next instanceof COSObject || next instanceof COSDictionary || next instanceof COSArray) {
      open.push(next);
    }
  }

  private boolean isNew(COSBase base) {
    return !(base instanceof COSObject object) || seen.add(number(object));
  }

  private static @Nullable COSBase content(@Nullable COSBase base) {
    return base instanceof COSObject object ? object.getObject() : base;
  }

  private void noteFile(COSDictionary dictionary) {
    if (!(dictionary.getDictionaryObject(COSName.EF) instanceof COSDictionary embedded)) {
      return;
    }
    String name = "";
    for (COSName key : List.of(COSName.UF, COSName.F)) {
      if (name.isEmpty() && dictionary.getDictionaryObject(key) instanceof COSString text) {
        name = PartNames.clean(text.getString());
      }
    }
    for (COSBase stream : embedded.getValues()) {
      if (stream instanceof COSObject object && object.getObject() instanceof COSStream) {
        files.putIfAbsent(number(object), name);
      }
    }
  }

  private static long number(COSObject object) {
    COSObjectKey key = object.getKey();
    return key == null ? -1 : key.getNumber();
  }
}
