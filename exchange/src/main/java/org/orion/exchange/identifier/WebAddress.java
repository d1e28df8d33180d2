package org.orion.exchange.identifier;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A URL after the syntax-based normalisation of RFC 3986 section 6.2.2, with the default port and
/// an empty path of section 6.2.3.
///
/// @param loose what stays the same with another scheme, case, `www.` or slash at the end
/// @param hostOnly whether it names nothing but a site
record WebAddress(String text, String loose, boolean hostOnly) {
  private static final Pattern PARTS =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\\?[^#]*)?(#.*)?", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:(.*)@)?(\\[[^\\]]*\\]|[^:\\[\\]]*)(?::(\\d*))?", Pattern.DOTALL);

  /// A scheme without an authority, such as `mailto:`; a host and its port are none.
  private static final Pattern OTHER_SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+-]*:(?!\\d{1,5}([/?#]|$)).*", Pattern.DOTALL);

  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("http", 80, "https", 443, "ftp", 21, "ws", 80, "wss", 443);
  private static final String UNRESERVED_MARKS = "-._~";
  private static final String ALLOWED_MARKS = "-._~:/?#[]@!$&'()*+,;=%";

  /// @return empty when it has no host
  static Optional<WebAddress> read(String written) {
    String text = armed(written);
    if (!text.contains("://") && OTHER_SCHEME.matcher(text).matches()) {
      return Optional.empty();
    }
    Matcher parts = PARTS.matcher(text.contains("://") ? text : "https://" + text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Matcher authority = AUTHORITY.matcher(parts.group(2));
    if (!authority.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    Optional<String> host = host(authority.group(2));
    if (host.isEmpty()) {
      return Optional.empty();
    }
    String user = authority.group(1) == null ? "" : encoded(authority.group(1)) + "@";
    String path = withoutDots(encoded(parts.group(3)));
    String query = encoded(orEmpty(parts.group(4)));
    String fragment = encoded(orEmpty(parts.group(5)));
    String port = port(scheme, authority.group(3));
    String rest = (path.isEmpty() ? "/" : path) + query + fragment;
    String site = host.get().startsWith("www.") ? host.get().substring(4) : host.get();
    String loose = (site + rest).toLowerCase(Locale.ROOT);
    return Optional.of(
        new WebAddress(
            scheme + "://" + user + host.get() + port + rest,
            loose.endsWith("/") ? loose.substring(0, loose.length() - 1) : loose,
            rest.equals("/")));
  }

  /// Undoes the writing that keeps a URL from being clicked.
  private static String armed(String text) {
    String dotted = text.replace("[.]", ".").replace("(.)", ".").replace("[:]", ":");
    return dotted.regionMatches(true, 0, "hxxp", 0, 4) ? "http" + dotted.substring(4) : dotted;
  }

  private static Optional<String> host(String text) {
    if (text.startsWith("[")
        && NetworkAddress.read(text) instanceof NetworkAddress.Reading.Read(NetworkAddress six)) {
      return Optional.of(six.text().contains(":") ? "[" + six.text() + "]" : six.text());
    }
    if (NetworkAddress.read(text) instanceof NetworkAddress.Reading.Read(NetworkAddress four)) {
      return Optional.of(four.text());
    }
    return HostName.read(text);
  }

  private static String port(String scheme, @Nullable String digits) {
    if (digits == null
        || digits.isEmpty()
        || digits.equals(String.valueOf(DEFAULT_PORTS.get(scheme)))) {
      return "";
    }
    return ":" + digits;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /// Percent-encodings in upper case, those of unreserved characters undone, and characters that no
  /// URL has encoded.
  private static String encoded(String part) {
    StringBuilder text = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); ) {
      int point = part.codePointAt(i);
      if (point == '%') {
        i += percent(part, i, text);
        continue;
      }
      if (isUnreserved(point) || ALLOWED_MARKS.indexOf(point) >= 0) {
        text.append((char) point);
      } else {
        for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          text.append("%%%02X".formatted(octet & 0xFF));
        }
      }
      i += Character.charCount(point);
    }
    return text.toString();
  }

  /// @return how many characters were read
  private static int percent(String part, int at, StringBuilder into) {
    if (at + 2 >= part.length()
        || Character.digit(part.charAt(at + 1), 16) < 0
        || Character.digit(part.charAt(at + 2), 16) < 0) {
      into.append("%25");
      return 1;
    }
    int value =
        Character.digit(part.charAt(at + 1), 16) * 16 + Character.digit(part.charAt(at + 2), 16);
    if (isUnreserved(value)) {
      into.append((char) value);
    } else {
      into.append("%%%02X".formatted(value));
    }
    return 3;
  }

  private static boolean isUnreserved(int point) {
    return (point >= 'a' && point <= 'z')
        || (point >= 'A' && point <= 'Z')
        || (point >= '0' && point <= '9')
        || (point < 128 && UNRESERVED_MARKS.indexOf(point) >= 0);
  }

  /// RFC 3986 section 5.2.4, of an absolute path.
  private static String withoutDots(String path) {
    if (path.isEmpty()) {
      return path;
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {}
        case ".." -> kept.pollLast();
        default -> {
          kept.addLast(segments[i]);
          continue;
        }
      }
      if (last) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }
}
