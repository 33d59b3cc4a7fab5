package org.smime4j.internal.recipient;

import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.ProviderUnavailable;

/**
 * One RecipientInfo whose algorithms have been read. That is done once, before any key is looked
 * at, and says all that the cleartext alone forbids. Unwrapping afterwards makes exactly one
 * operation and always gives a key: where anything went wrong, a synthetic one (security: A7 to
 * A11).
 */
public sealed interface ParsedRecipient
    permits PrivateKeyRecipient,
        ParsedRecipients.SharedKeyRecipient,
        PasswordRecipient,
        ParsedRecipients.OtherRecipient {

  /** What no honest field of a recipient exceeds: each key that is tried hashes it again. */
  int LONGEST_FIELD = 64 * 1024;

  /** Says that a longer field is malformed; one that is absent is not. */
  static void checkFields(byte[] @Nullable ... fields) throws Malformed {
    for (byte[] field : fields) {
      if (field != null && field.length > LONGEST_FIELD) {
        throw new SmimeException.Malformed(
            "RecipientInfo", -1, "a field of " + field.length + " octets");
      }
    }
  }

  /**
   * What one private operation gave: always a key of the length that the content cipher needs.
   *
   * @param cek the content-encryption key, real or made up
   * @param proof all ones where the scheme's own check was right, or where it has none that may
   *     count (PKCS #1 v1.5: whether its padding was right never leaves the select); zero where the
   *     key is made up. It is joined with the proof of the content at the very end, and nowhere
   *     before.
   * @param unable why nobody could work with the private key at all, which is no secret; else null
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record UnwrappedKey(byte[] cek, int proof, @Nullable ProviderUnavailable unable) {

    UnwrappedKey(byte[] cek, int proof) {
      this(cek, proof, null);
    }

    /** A content key that nobody wrapped: a copy, which is wiped like one that was. */
    public static UnwrappedKey held(byte[] key) {
      return new UnwrappedKey(key.clone(), PLAUSIBLE);
    }

    /** The proof of a key that may be the right one. */
    public static final int PLAUSIBLE = -1;

    @Override
    public String toString() {
      return "UnwrappedKey";
    }
  }
}
