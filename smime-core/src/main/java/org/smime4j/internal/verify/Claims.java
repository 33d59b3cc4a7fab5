package org.smime4j.internal.verify;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.smime4j.trust.ExpectedSigner;

/**
 * What a message says of itself, against which its signers are held.
 *
 * @param author who is expected to have signed; null if nobody said
 * @param date the time that the message states; null if nobody said, or it states none
 * @param readAt when it is read, for a message that is known to state no time; else null
 * @param skew how far the times may lie apart; null for the rules of {@link DateCheck}
 * @param mail whether the content must be of a type that a mail has
 * @param domains whether a certificate will do that is bound to the author's domain
 */
public record Claims(
    @Nullable ExpectedSigner author,
    @Nullable Instant date,
    @Nullable Instant readAt,
    @Nullable Duration skew,
    boolean mail,
    boolean domains) {

  /** Nothing. */
  public static final Claims NONE = new Claims(null, null, null, null, false, false);

  /** Of countersignatures: nobody's authors, whose time is no message's. */
  static final Claims OF_COUNTERSIGNATURES =
      new Claims(
          ExpectedSigner.anyone("a countersigner is no author"), null, null, null, false, false);

  /** The same with an author. */
  public Claims from(ExpectedSigner newAuthor) {
    return new Claims(newAuthor, date, readAt, skew, mail, domains);
  }

  /** The same with the time that the message states. */
  public Claims dated(Instant newDate) {
    return new Claims(author, newDate, null, skew, mail, domains);
  }

  /** The same for a message that is known to state no time. */
  public Claims undated(Instant newReadAt) {
    return new Claims(author, null, newReadAt, skew, mail, domains);
  }

  /** The same with another distance of the times. */
  public Claims allowing(Duration newSkew) {
    return new Claims(author, date, readAt, newSkew, mail, domains);
  }

  /** The same for a mail. */
  public Claims asMail() {
    return new Claims(author, date, readAt, skew, true, domains);
  }

  /** The same where a certificate of the author's domain will do. */
  public Claims acceptingDomainBound() {
    return new Claims(author, date, readAt, skew, mail, true);
  }
}
