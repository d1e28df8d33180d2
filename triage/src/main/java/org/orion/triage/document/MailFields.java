package org.orion.triage.document;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.MimeParameterMapping;
import org.orion.triage.archive.MemberSink;

/// The fields of one header, of a message or of a part, as far as they tell a name.
final class MailFields {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Pattern DATE =
      Pattern.compile("\\b(\\d{1,2})\\s+([A-Za-z]{3})[A-Za-z]*\\s+(\\d{4})\\b");
  private static final List<String> KEPT =
      List.of(
          "subject",
          "date",
          "content-disposition",
          "content-type",
          "content-transfer-encoding",
          "content-location");

  private final Map<String, RawField> fields = new HashMap<>();

  void clear() {
    fields.clear();
  }

  void add(Field field) {
    String name = field.getName().toLowerCase(Locale.ROOT);
    String body = field.getBody();
    if (KEPT.contains(name) && body != null) {
      fields.putIfAbsent(name, new RawField(field.getName(), body));
    }
  }

  /// The message as one step of a path.
  String label() {
    return PartNames.message(date(), decoded(text("subject")));
  }

  /// The day as the sender's clock had it.
  private Optional<String> date() {
    Matcher matcher = DATE.matcher(text("date"));
    if (!matcher.find()) {
      return Optional.empty();
    }
    int month = MONTHS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
    int day = Integer.parseInt(matcher.group(1));
    return month == 0
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "%s-%02d-%02d", matcher.group(3), month, day));
  }

  /// The name that the sender gave to a part; empty for none.
  String fileName() {
    String name = parameter("content-disposition", "filename");
    if (name.isEmpty()) {
      name = parameter("content-type", "name");
    }
    if (name.isEmpty()) {
      String location = decoded(text("content-location"));
      name = location.substring(location.lastIndexOf('/') + 1).replaceAll("[?#].*", "");
    }
    return PartNames.clean(name);
  }

  boolean isAttachment() {
    return text("content-disposition").strip().toLowerCase(Locale.ROOT).startsWith("attachment");
  }

  String transferEncoding() {
    return text("content-transfer-encoding").strip().toLowerCase(Locale.ROOT);
  }

  /// A parameter of a field, such as `smime-type`, decoded after RFC 2231 and RFC 2047.
  String parameter(String field, String parameter) {
    RawField raw = fields.get(field);
    if (raw == null) {
      return "";
    }
    try {
      RawBody body = RawFieldParser.DEFAULT.parseRawBody(raw);
      MimeParameterMapping mapping = new MimeParameterMapping();
      for (NameValuePair pair : body.getParams()) {
        if (pair.getValue() != null) {
          mapping.addParameter(pair.getName().toLowerCase(Locale.ROOT), pair.getValue());
        }
      }
      String value = mapping.get(parameter);
      return value == null ? "" : decoded(value);
    } catch (RuntimeException malformed) {
      Matcher plain =
          Pattern.compile(parameter + "\\*?\\d*\\*?\\s*=\\s*\"?([^\";]*)").matcher(text(field));
      return plain.find() ? decoded(plain.group(1)) : "";
    }
  }

  private String text(String field) {
    RawField raw = fields.get(field);
    String body = raw == null ? null : raw.getBody();
    return body == null ? "" : body;
  }

  private static String decoded(String text) {
    String plain = recoded(text);
    try {
      String decoded =
          DecoderUtil.decodeEncodedWords(plain, DecodeMonitor.SILENT, StandardCharsets.UTF_8);
      return decoded == null ? plain : decoded;
    } catch (RuntimeException malformed) {
      return plain;
    }
  }

  /// Bytes above ASCII come as one character each from some parts of the parser.
  private static String recoded(String text) {
    boolean bytes = text.chars().allMatch(each -> each < 256);
    Charset latin = StandardCharsets.ISO_8859_1;
    return bytes ? MemberSink.decode(text.getBytes(latin), latin) : text;
  }
}
