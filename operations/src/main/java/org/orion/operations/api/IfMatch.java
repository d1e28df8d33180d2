package org.orion.operations.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.orion.operations.web.BadInputException;
import org.springframework.http.ResponseEntity;

/// The version that a change was made to, from the header `If-Match`: a change without one is
/// refused (428), and one to a version that is gone too (412), so that nobody overwrites what he
/// has not seen.
///
/// @param version the row's own, as [#tag] wrote it
public record IfMatch(int version) {
  static final String HEADER = "If-Match";

  private static final Pattern TAG = Pattern.compile("\"(\\d{1,9})\"");

  /// The tag of a version, for the header `ETag`.
  public static String tag(int version) {
    return "\"" + version + "\"";
  }

  /// The answer with what stands, and its tag.
  public static <T> ResponseEntity<T> tagged(int version, T body) {
    return ResponseEntity.ok().eTag(tag(version)).body(body);
  }

  /// @throws BadInputException with 428 when there is no header, or `*`, which names no version
  static IfMatch of(@Nullable String header) {
    if (header == null || header.isBlank() || header.strip().equals("*")) {
      throw new BadInputException(
          428, "a change needs the header If-Match with the ETag of what was read");
    }
    Matcher tag = TAG.matcher(header.strip());
    if (!tag.matches()) {
      throw lost();
    }
    return new IfMatch(Integer.parseInt(tag.group(1)));
  }

  /// The refusal of a change to a version that is gone.
  public static BadInputException lost() {
    return new BadInputException(412, "it was changed since it was read: read it again");
  }

  /// Refuses unless the present version is the one that was read.
  public void require(int present) {
    if (present != version) {
      throw lost();
    }
  }
}
