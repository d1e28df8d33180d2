package org.orion.exchange.identifier;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orion.exchange.identifier.Normalised.Reason;

/// An IP address, in the form of RFC 5952; one of version 4 that is mapped into version 6 is that
/// of version 4.
///
/// @param network the first 24 bits of version 4, the first 48 of version 6: `192.0.2.0/24`
/// @param routed whether it can be reached from the Internet (RFC 6890). Addresses for
///   documentation count as such: no network has them, and examples do
record NetworkAddress(String text, String network, OptionalInt port, boolean routed) {
  private static final Pattern V4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?::(\\d{1,5}))?");
  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](?::(\\d{1,5}))?");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  /// What was read, or why not.
  sealed interface Reading {
    record Read(NetworkAddress address) implements Reading {}

    record No(Reason reason) implements Reading {}
  }

  static Reading read(String text) {
    Matcher bracketed = BRACKETED.matcher(text);
    if (bracketed.matches()) {
      return port(bracketed.group(2))
          .map(port -> v6(bracketed.group(1), port))
          .orElse(new Reading.No(Reason.NO_IP_ADDRESS));
    }
    Matcher four = V4.matcher(text);
    if (four.matches()) {
      return port(four.group(5))
          .map(port -> v4(four, port))
          .orElse(new Reading.No(Reason.NO_IP_ADDRESS));
    }
    return v6(text, OptionalInt.empty());
  }

  private static Reading v4(Matcher four, OptionalInt port) {
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      String part = four.group(i + 1);
      if (part.length() > 1 && part.charAt(0) == '0') {
        return new Reading.No(Reason.AMBIGUOUS_IP_ADDRESS);
      }
      int value = Integer.parseInt(part);
      if (value > 255) {
        return new Reading.No(Reason.NO_IP_ADDRESS);
      }
      bytes[i] = (byte) value;
    }
    return new Reading.Read(of(bytes, port));
  }

  private static Reading v6(String text, OptionalInt port) {
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    if (!V6.matcher(address).matches()) {
      return new Reading.No(Reason.NO_IP_ADDRESS);
    }
    try {
      InetAddress read = Inet6Address.ofLiteral(address);
      return new Reading.Read(of(read.getAddress(), port));
    } catch (IllegalArgumentException noAddress) {
      return new Reading.No(Reason.NO_IP_ADDRESS);
    }
  }

  /// Nothing when it is no port; an absent port when none is written.
  private static Optional<OptionalInt> port(@org.jspecify.annotations.Nullable String digits) {
    if (digits == null) {
      return Optional.of(OptionalInt.empty());
    }
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 0xFFFF ? Optional.of(OptionalInt.of(port)) : Optional.empty();
  }

  private static NetworkAddress of(byte[] bytes, OptionalInt port) {
    if (bytes.length == 4) {
      String text = v4Text(bytes);
      String network = text.substring(0, text.lastIndexOf('.')) + ".0/24";
      return new NetworkAddress(text, network, port, isRoutedV4(bytes[0] & 0xFF, bytes[1] & 0xFF));
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
    }
    int[] first = new int[8];
    System.arraycopy(groups, 0, first, 0, 3);
    return new NetworkAddress(v6Text(groups), v6Text(first) + "/48", port, isRoutedV6(groups));
  }

  private static String v4Text(byte[] bytes) {
    return "%d.%d.%d.%d"
        .formatted(bytes[0] & 0xFF, bytes[1] & 0xFF, bytes[2] & 0xFF, bytes[3] & 0xFF);
  }

  /// RFC 5952 section 4: lower case, no leading zeros, the longest run of two or more zero groups
  /// as `::`, of equal ones the first.
  private static String v6Text(int[] groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static boolean isRoutedV4(int a, int b) {
    return !(a == 0
        || a == 10
        || a == 127
        || (a == 100 && b >= 64 && b < 128)
        || (a == 169 && b == 254)
        || (a == 172 && b >= 16 && b < 32)
        || (a == 192 && b == 168)
        || a >= 224);
  }

  private static boolean isRoutedV6(int[] groups) {
    boolean nothingOrSelf = groups[7] <= 1;
    for (int i = 0; i < 7; i++) {
      nothingOrSelf &= groups[i] == 0;
    }
    return !(nothingOrSelf
        || (groups[0] & 0xFE00) == 0xFC00
        || (groups[0] & 0xFFC0) == 0xFE80
        || (groups[0] & 0xFF00) == 0xFF00);
  }
}
