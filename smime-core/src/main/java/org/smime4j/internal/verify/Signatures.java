package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.smime4j.Octets;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.io.ContentForm;

/** Judges the signatures of a message, with the time stamps and countersignatures on them. */
public final class Signatures {

  private final VerifyingOptions options;

  public Signatures(VerifyingOptions options) {
    this.options = options;
  }

  /**
   * Judges SignedData with its content.
   *
   * @param observing wraps the content to observe reading
   */
  public JudgedSignature opaque(CmsObject cms, UnaryOperator<Octets> observing) throws IOException {
    MessageEffort effort = effort(cms);
    return RecordedVerification.of(
        cms, options.limits(), () -> verification(cms, effort).opaque(observing));
  }

  /**
   * Judges a detached signature over the first form that was signed.
   *
   * @param forms the possible forms, first the content as received
   */
  public JudgedSignature detached(List<ContentForm> forms, CmsObject cms) throws IOException {
    return RecordedVerification.of(
        forms.get(0).octets(),
        options.limits(),
        () -> verification(cms, effort(cms)).detached(forms));
  }

  private Verification verification(CmsObject cms, MessageEffort effort) throws IOException {
    return new Verification(
        options,
        cms,
        effort,
        carried ->
            new UnsignedParts(
                new BelievedStamps(options, effort),
                new Countersignatures(options, carried, effort)));
  }

  /** Returns the remaining effort for the message. */
  private MessageEffort effort(CmsObject cms) {
    return cms.message()
        .one(
            MessageEffort.class,
            () -> new MessageEffort(options.limits(), cms.message().work(options.limits())));
  }
}
