package org.smime4j.internal.provider;

import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;

/** What no honest field of a recipient exceeds: each key that is tried hashes it again. */
public final class FieldLength {

  private static final int LONGEST = 64 * 1024;

  private FieldLength() {}

  /** Says that a longer field is malformed; one that is absent is not. */
  public static void check(byte[] @Nullable ... fields) throws Malformed {
    for (byte[] field : fields) {
      if (field != null && field.length > LONGEST) {
        throw new SmimeException.Malformed(
            "RecipientInfo", -1, "a field of " + field.length + " octets");
      }
    }
  }
}
