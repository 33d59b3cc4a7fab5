package org.smime4j.ldap;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The search filter for a mail address (RFC 4515). */
final class AddressFilter {

  private AddressFilter() {}

  /**
   * Returns a filter for entries in which one of the attributes has the address. For an address
   * such as {@code @example.org}, it matches the domain with or without the at sign.
   */
  static String of(List<String> attributes, String address) {
    StringBuilder filter = new StringBuilder("(|");
    for (String attribute : attributes) {
      equal(filter, attribute, address);
      if (address.startsWith("@")) {
        equal(filter, attribute, address.substring(1));
      }
    }
    return filter.append(')').toString();
  }

  private static void equal(StringBuilder filter, String attribute, String value) {
    filter.append('(').append(attribute).append('=').append(escaped(value)).append(')');
  }

  /**
   * Escapes each octet except letters, digits and the characters that are plain in every address.
   */
  static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (octet >= 'a' && octet <= 'z')
              || (octet >= 'A' && octet <= 'Z')
              || (octet >= '0' && octet <= '9')
              || octet == '@'
              || octet == '.'
              || octet == '-';
      if (plain) {
        escaped.append((char) octet);
      } else {
        escaped.append('\\');
        escaped.append(Character.forDigit((octet >> 4) & 0xF, 16));
        escaped.append(Character.forDigit(octet & 0xF, 16));
      }
    }
    return escaped.toString();
  }
}
