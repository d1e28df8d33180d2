package org.orion.triage.lists;

/// Is told how an import goes on.
public interface ImportProgress {
  /// @param kept entries kept so far from the file
  void read(String file, long readBytes, long allBytes, long kept);

  /// All files are read; the list is made ready for searching.
  void indexing();

  /// Tells nobody.
  static ImportProgress silent() {
    return new ImportProgress() {
      @Override
      public void read(String file, long readBytes, long allBytes, long kept) {}

      @Override
      public void indexing() {}
    };
  }
}
