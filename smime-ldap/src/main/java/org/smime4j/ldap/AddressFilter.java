package org.smime4j.ldap;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The search filter for a mail address (RFC 4515). */
final class AddressFilter {

  private AddressFilter() {}

  /**
   * Entries of which one of the attributes has the address, or, for an address such as
   * {@code @example.org}, the domain with or without its sign.
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

  /** Each octet but letters, digits and what stands for itself in every address is escaped. */
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
