package org.orion.triage.evidence;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// A file's last name: what is shown, and the exact bytes where they are not UTF-8.
record ItemName(String shown, Optional<byte[]> raw) {
  private static final char REPLACEMENT = '\uFFFD';

  /// Reads the name of a path as the file system gave it. The platform replaces what is not UTF-8;
  /// the exact bytes are then taken from the path's URI form, which keeps them.
  static ItemName of(Path name) {
    String decoded = name.toString();
    if (decoded.indexOf(REPLACEMENT) < 0) {
      return new ItemName(decoded, Optional.empty());
    }
    byte[] bytes = rawBytes(name);
    String shown = show(bytes);
    return new ItemName(shown, shown.equals(decoded) ? Optional.empty() : Optional.of(bytes));
  }

  private static byte[] rawBytes(Path name) {
    String encoded = name.toUri().getRawPath();
    int end = encoded.endsWith("/") ? encoded.length() - 1 : encoded.length();
    String last = encoded.substring(encoded.lastIndexOf('/', end - 1) + 1, end);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(last.length());
    for (int i = 0; i < last.length(); i++) {
      char character = last.charAt(i);
      if (character == '%') {
        bytes.write(HexFormat.fromHexDigits(last, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(character);
      }
    }
    return bytes.toByteArray();
  }

  /// Decodes UTF-8 and writes each byte that is none as `\xHH`.
  static String show(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CharBuffer output = CharBuffer.allocate(bytes.length * 4 + 4);
    while (true) {
      CoderResult result = decoder.decode(input, output, true);
      if (!result.isMalformed()) {
        break;
      }
      for (int i = 0; i < result.length(); i++) {
        output.put("\\x").put(HexFormat.of().withUpperCase().toHexDigits(input.get()));
      }
    }
    return output.flip().toString();
  }
}
