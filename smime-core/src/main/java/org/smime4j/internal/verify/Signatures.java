package org.smime4j.internal.verify;

import java.io.IOException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.io.ContentForms;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.sources.ByteSource;

/** Judges the signatures of a message, with the time stamps and countersignatures on them. */
public record Signatures(VerifyingOptions options) {

  /** Judges SignedData with its content. */
  public JudgedSignature opaque(CmsObject cms) throws IOException {
    MessageEffort effort = effort(cms);
    return RecordedVerification.of(
        cms.octets(),
        options.limits,
        () -> verification(cms, effort).opaque(content -> observed(cms.octets(), content)));
  }

  /** Reports progress for content outside memory. */
  private ByteSource observed(ByteSource source, ByteSource content) {
    return ArrayOctets.holds(source) ? content : SourceOctets.observed(content, options.progress);
  }

  /** Judges a detached signature over the first form of the content that was signed. */
  public JudgedSignature detached(ByteSource content, CmsObject cms) throws IOException {
    ContentForms forms =
        ContentForms.of(content)
            .observed(octets -> SourceOctets.observed(octets, options.progress));
    return RecordedVerification.of(
        forms, options.limits, () -> verification(cms, effort(cms)).detached(forms));
  }

  private Verification verification(CmsObject cms, MessageEffort effort) throws IOException {
    return new Verification(
        options,
        cms,
        effort,
        carried ->
            new UnsignedParts(
                new AcceptedTimestamps(options, effort),
                new Countersignatures(options, carried, effort)));
  }

  /** Returns the remaining effort for the message. */
  private MessageEffort effort(CmsObject cms) {
    return cms.message()
        .one(
            MessageEffort.class,
            () -> new MessageEffort(options.limits, cms.message().work(options.limits)));
  }
}
