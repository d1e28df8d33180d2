package org.orion.exchange.identifier;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// An address of mail in lower case, its domain in A-labels. Mail systems may tell upper from lower
/// case before the `@`; none that is in use does.
///
/// @param loose the address without `+tag`, and without dots where the provider ignores them, with
///   look-alikes folded before the `@`
record MailAddress(String text, List<String> loose) {
  private static final Set<String> DOTLESS = Set.of("gmail.com", "googlemail.com");

  /// What was read, or why not.
  sealed interface Reading {
    record Read(MailAddress address) implements Reading {}

    record No(Normalised.Reason reason) implements Reading {}
  }

  static Reading read(String written) {
    String text = bare(written);
    int at = text.lastIndexOf('@');
    if (at < 1
        || at > 64
        || at == text.length() - 1
        || text.substring(0, at).matches(".*[\\s<>,;].*|[^\"].*@.*")) {
      return new Reading.No(Normalised.Reason.NO_MAIL_ADDRESS);
    }
    Optional<String> host = HostName.read(text.substring(at + 1));
    if (host.isEmpty()) {
      return new Reading.No(Normalised.Reason.BAD_HOST);
    }
    String domain = host.get();
    String local = Spelling.fold(text.substring(0, at));
    if (local.isEmpty()) {
      return new Reading.No(Normalised.Reason.NO_MAIL_ADDRESS);
    }
    int plus = local.indexOf('+');
    String folded = plus > 0 ? local.substring(0, plus) : local;
    String provider = domain.equals("googlemail.com") ? "gmail.com" : domain;
    List<String> loose =
        DOTLESS.contains(domain)
            ? List.of(folded.replace(".", "") + "@" + provider)
            : List.of(folded + "@" + provider);
    List<String> names = Spelling.looseKeys(folded);
    return new Reading.Read(
        new MailAddress(
            local + "@" + domain,
            java.util.stream.Stream.concat(
                    names.stream().map(name -> name + "@" + provider), loose.stream())
                .distinct()
                .toList()));
  }

  /// Without `mailto:` and a name before angle brackets.
  private static String bare(String written) {
    String text = written;
    int open = text.lastIndexOf('<');
    if (open >= 0 && text.endsWith(">")) {
      text = text.substring(open + 1, text.length() - 1).strip();
    }
    return text.toLowerCase(Locale.ROOT).startsWith("mailto:") ? text.substring(7) : text;
  }
}
