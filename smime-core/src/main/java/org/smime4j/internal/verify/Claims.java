package org.smime4j.internal.verify;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.address.ExpectedAddress;

/**
 * The claims of a message, against which its signers are checked.
 *
 * @param author the expected signer; null if none was given
 * @param date the time that the message states; null if it states none, or if none was given
 * @param irregular whether mail programs read the form of the date differently
 * @param readAt the time of reading, for a message that is known to state no time; otherwise null
 * @param skew the largest difference of the times; null for the rules of {@link DateCheck}
 * @param mail whether the content must have a type that mail has
 * @param domains whether a certificate for the author's domain is accepted
 */
public record Claims(
    @Nullable ExpectedAddress author,
    @Nullable Instant date,
    boolean irregular,
    @Nullable Instant readAt,
    @Nullable Duration skew,
    boolean mail,
    boolean domains) {

  /** No claims. */
  public static final Claims NONE = new Claims(null, null, false, null, null, false, false);

  /** The claims for countersignatures, which have no author and no message date. */
  static final Claims OF_COUNTERSIGNATURES =
      NONE.from(ExpectedAddress.anyone("a countersigner is no author"));

  /** Returns these claims with an author. */
  public Claims from(ExpectedAddress newAuthor) {
    return new Claims(newAuthor, date, irregular, readAt, skew, mail, domains);
  }

  /** Returns these claims with the time that the message states. */
  public Claims dated(Instant newDate, boolean isIrregular) {
    return new Claims(author, newDate, isIrregular, null, skew, mail, domains);
  }

  /** Returns these claims for a message that is known to state no time. */
  public Claims undated(Instant newReadAt) {
    return new Claims(author, null, false, newReadAt, skew, mail, domains);
  }

  /** Returns these claims with another largest difference of the times. */
  public Claims allowing(Duration newSkew) {
    return new Claims(author, date, irregular, readAt, newSkew, mail, domains);
  }

  /** Returns these claims for mail. */
  public Claims asMail() {
    return new Claims(author, date, irregular, readAt, skew, true, domains);
  }

  /** Returns these claims with certificates for the author's domain accepted. */
  public Claims acceptingDomainBound() {
    return new Claims(author, date, irregular, readAt, skew, mail, true);
  }
}
