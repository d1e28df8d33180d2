package org.orion.operations.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.orion.operations.access.Action;
import org.orion.operations.access.Presence;
import org.orion.operations.access.Viewer;
import org.springframework.web.servlet.ModelAndView;

/// What every template is given: who looks, in which language and zone, and the token that forms
/// carry. A handler that takes a `Page` gets the one of its request.
///
/// @param csrf the token of this session's forms; empty where there is no session
/// @param path the request's own path, with its query
/// @param notices how many notices the viewer has not seen
public record Page(
    Optional<Presence> presence, Texts texts, String csrf, String path, int notices) {
  /// Where a request has that number.
  public static final String NOTICES = "orion.notices";

  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  /// Counts end here: what is more is counted as one more, and told as more than this.
  public static final int MOST_COUNTED = 1000;

  /// The text of a key.
  public String text(String key, Object... values) {
    return texts.text(key, values);
  }

  /// What is said of input that the user can mend.
  public String told(BadInputException problem) {
    return text(String.valueOf(problem.getMessage()), problem.values());
  }

  /// A number with its thousands apart, as the language writes them.
  public String number(long number) {
    return String.format(texts.language(), "%,d", number);
  }

  /// The language's tag, for the `lang` of the document.
  public String language() {
    return texts.language().getLanguage();
  }

  public ZoneId zone() {
    return presence.map(Presence::zone).orElse(ZoneOffset.UTC);
  }

  /// A time in the user's zone.
  public String local(Instant time) {
    return LOCAL.format(time.atZone(zone()));
  }

  /// A time in UTC, for the title of the local one.
  public String utc(Instant time) {
    return UTC.format(time);
  }

  /// How long ago, in the largest unit that fits.
  public String age(Instant time, Instant now) {
    return span(Duration.between(time, now));
  }

  /// A duration in its largest unit.
  public String span(Duration span) {
    if (span.toDays() > 0) {
      return text("web.days", span.toDays());
    }
    return span.toHours() > 0
        ? text("web.hours", span.toHours())
        : text("web.minutes", Math.max(0, span.toMinutes()));
  }

  /// A count that may have ended at [#MOST_COUNTED], in words then.
  public String count(long number) {
    return number > MOST_COUNTED ? text("web.more-than", MOST_COUNTED) : Long.toString(number);
  }

  public boolean may(Action action) {
    return presence.map(Presence::viewer).filter(viewer -> viewer.may(action)).isPresent();
  }

  /// Whether the page is in a part of the site, for the menu.
  public boolean isIn(String prefix) {
    return path.equals(prefix) || path.startsWith(prefix + "/") || path.startsWith(prefix + "?");
  }

  /// The viewer; only for handlers whose rule demands one.
  public Viewer viewer() {
    return presence.orElseThrow(() -> new IllegalStateException("nobody is signed in")).viewer();
  }

  /// An answer made of a template and its values.
  public ModelAndView show(String template, Map<String, ?> values) {
    Map<String, Object> model = new HashMap<>(values);
    model.put("page", this);
    return new ModelAndView(template, model);
  }
}
