package org.smime4j.internal.asn1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The UTCTime of DER, of which Bouncy Castle asks a calendar and a format each time. */
public final class UtcTime {

  /** Octets that one has. */
  static final int LENGTH = 13;

  private UtcTime() {}

  /** A UTCTime as DER has it, {@code YYMMDDHHMMSSZ}; null for every other. */
  public static @Nullable Instant plain(String time) {
    int[] parts = new int[6];
    if (time.length() != LENGTH || time.charAt(12) != 'Z') {
      return null;
    }
    for (int i = 0; i < 12; i++) {
      int digit = time.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      parts[i / 2] = 10 * parts[i / 2] + digit;
    }
    try {
      // RFC 5280, section 4.1.2.5.1, and RFC 5652, section 11.3: two digits are of 1950 to 2049.
      return LocalDateTime.of(
              (parts[0] < 50 ? 2000 : 1900) + parts[0],
              parts[1],
              parts[2],
              parts[3],
              parts[4],
              parts[5])
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
