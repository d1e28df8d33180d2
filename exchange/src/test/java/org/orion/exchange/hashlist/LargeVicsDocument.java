package org.orion.exchange.hashlist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads a hash set that is made while it is read, in a process of its own with little memory.
final class LargeVicsDocument {
  private LargeVicsDocument() {}

  /// @param arguments the number of media
  public static void main(String[] arguments) throws Exception {
    Counter counter = new Counter();
    new VicsReader().read(new Document(Integer.parseInt(arguments[0])), "large", "", counter);
    System.out.println(counter.entries + " entries");
  }

  /// The first of the media has a value of 50 million characters that nobody asks for.
  private static final class Document extends InputStream {
    private static final int LARGE_PARTS = 50;
    private static final String LARGE_PART = "x".repeat(1_000_000);

    private final int media;
    private byte[] part = bytes("{\"value\":[{\"Unknown\":\"");
    private int position;
    private int parts;

    Document(int media) {
      this.media = media;
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] next() {
      int medium = parts++ - LARGE_PARTS;
      if (medium < 0) {
        return bytes(LARGE_PART);
      }
      if (medium >= media) {
        return bytes(medium == media ? "]}" : "");
      }
      String before = medium == 0 ? "\"," : ",{";
      return bytes(
          before
              + "\"MediaID\":%d,\"Category\":1,\"MD5\":\"%032x\",\"Exifs\":[%s]}"
                  .formatted(
                      medium,
                      medium + 1,
                      "{\"PropertyName\":\"Make\",\"PropertyValue\":\"%s\"}"
                          .formatted("y".repeat(300))));
    }

    private boolean atEnd() {
      if (position == part.length) {
        part = next();
        position = 0;
      }
      return part.length == 0;
    }

    @Override
    public int read() {
      return atEnd() ? -1 : part[position++];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (atEnd()) {
        return -1;
      }
      int count = Math.min(length, part.length - position);
      System.arraycopy(part, position, target, offset, count);
      position += count;
      return count;
    }
  }

  private static final class Counter implements ListReader.EntrySink {
    private long entries;

    @Override
    public void accept(ListEntry entry) {
      entries++;
    }

    @Override
    public void withdraw(String position, String entryId) throws IOException {
      throw new IOException("nothing is withdrawn here");
    }

    @Override
    public void refuse(String position, String reason) throws IOException {
      throw new IOException("refused at " + position + ": " + reason);
    }
  }
}
