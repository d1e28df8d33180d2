package org.orion.exchange.hashlist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.orion.exchange.FormatException;

/// What each scheme's codes mean on Orion's scale, from a table that can be extended: tab-separated
/// lines of scheme, code and level; the code `*` stands for every code of its scheme.
public final class CategoryTable {
  private final Map<Category, Level> levels = new HashMap<>();
  private final SortedSet<String> schemes = new TreeSet<>();

  private CategoryTable() {}

  /// The table that comes with the program.
  public static CategoryTable builtIn() {
    CategoryTable table = new CategoryTable();
    try (InputStream input = CategoryTable.class.getResourceAsStream("categories.tsv")) {
      if (input == null) {
        throw new IllegalStateException("categories.tsv is missing, must be beside CategoryTable");
      }
      table.read(new InputStreamReader(input, StandardCharsets.UTF_8), "categories.tsv");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (FormatException defect) {
      throw new IllegalStateException(defect);
    }
    return table;
  }

  /// The built-in table with the lines of a file added, where that file exists.
  public static CategoryTable withFile(Path file) throws IOException, FormatException {
    CategoryTable table = builtIn();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        table.read(reader, file.toString());
      }
    }
    return table;
  }

  private void read(Reader reader, String source) throws IOException, FormatException {
    BufferedReader lines = new BufferedReader(reader);
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] fields = line.split("\t");
      if (fields.length < 3) {
        throw new FormatException(
            source,
            String.valueOf(number),
            "scheme, code and level between tabs",
            fields.length + " fields");
      }
      Level level;
      try {
        level = Level.valueOf(fields[2].strip());
      } catch (IllegalArgumentException unknown) {
        throw new FormatException(source, String.valueOf(number), "a level", fields[2]);
      }
      schemes.add(fields[0].strip());
      levels.put(new Category(fields[0], fields[1].strip().toUpperCase(Locale.ROOT)), level);
    }
  }

  /// Ids of all schemes.
  public SortedSet<String> schemes() {
    return new TreeSet<>(schemes);
  }

  /// What a category means; [Level#UNKNOWN_LEVEL] where nothing says so.
  public Level level(Category category) {
    Category key = new Category(category.scheme(), category.code().toUpperCase(Locale.ROOT));
    Level level = levels.get(key);
    if (level == null) {
      level = levels.get(new Category(category.scheme(), "*"));
    }
    return level == null ? Level.UNKNOWN_LEVEL : level;
  }
}
