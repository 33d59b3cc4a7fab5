package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.List;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.io.ContentForm;
import org.smime4j.internal.io.ContentForms;
import org.smime4j.internal.io.ObservedOctets;
import org.smime4j.sources.ByteSource;

/** Judges the signatures of a message, with the time stamps and countersignatures on them. */
public final class Signatures {

  private final VerifyingOptions options;

  public Signatures(VerifyingOptions options) {
    this.options = options;
  }

  /** Judges SignedData with its content. */
  public JudgedSignature opaque(ByteSource cms) throws IOException {
    CmsObject object = CmsObject.of(cms);
    MessageEffort effort = effort(object);
    return RecordedVerification.of(
        object,
        options.limits(),
        () -> verification(object, effort).opaque(content -> observed(object, content)));
  }

  /** Reports progress for content outside memory. */
  private ByteSource observed(CmsObject object, ByteSource content) {
    ByteSource source = object.octets();
    return source instanceof ArrayOctets ? content : ObservedOctets.of(content, options.progress());
  }

  /** Judges a detached signature over the first form of the content that was signed. */
  public JudgedSignature detached(ByteSource content, ByteSource cms) throws IOException {
    List<ContentForm> forms =
        ContentForms.of(content, octets -> ObservedOctets.of(octets, options.progress()));
    CmsObject object = CmsObject.of(cms);
    if (!(cms instanceof CmsObject)) {
      object.message().bring(content.sizeIfKnown());
    }
    return RecordedVerification.of(
        forms.get(0).octets(),
        options.limits(),
        () -> verification(object, effort(object)).detached(forms));
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
