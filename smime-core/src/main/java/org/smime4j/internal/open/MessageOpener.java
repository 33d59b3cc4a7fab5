package org.smime4j.internal.open;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.decrypt.DiagnosisRun;
import org.smime4j.internal.events.Events;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * Opens one message in these steps. It opens the layers from the outside in. It verifies each
 * signature once, when it reaches the layer, without regard to the author. It collects the claims
 * of the message, and every doubt whether all readers see the same claims. It binds the signatures
 * to the claims once, at the end, even if a layer cannot be opened. It reports the layers, the
 * content and the parts.
 */
public final class MessageOpener {

  private final OneMessage message;

  /** The message's own header; null if it has none. */
  private @Nullable HeaderFields outside;

  /** The layers over the whole message; null before it reads the first. */
  private @Nullable Chain chain;

  public MessageOpener(MailOptions settings) {
    this.message = new OneMessage(settings);
  }

  public OpenedMail open(ByteSource octets, Closeable source) throws IOException {
    ByteSource sent = message.settings.restores ? ReadpstMail.sent(octets, message.limits) : octets;
    return Events.mayBeRecorded()
        ? MailRecord.of(sent, () -> opened(sent, source))
        : opened(sent, source);
  }

  private OpenedMail opened(ByteSource octets, Closeable source) throws IOException {
    SmimeException failure = null;
    Chain.Inner inner = Chain.Inner.NOTHING;
    message.scope.begin(octets.sizeIfKnown());
    try {
      inner = message.guarded(() -> inner(octets));
    } catch (SmimeException e) {
      failure = e;
    } finally {
      message.scope.end();
    }
    ReadMail read = mail(message, failure, inner, octets, source, null);
    Chain whole = chain;
    if (whole == null) {
      return read;
    }
    ReadMail chosen = read;
    for (Chain.End end : whole.ends()) {
      ReadMail ended =
          mail(end.chain().message(), end.failure(), end.inner(), octets, source, read);
      chosen = end.isChosen() ? ended : chosen;
    }
    return chosen;
  }

  private ReadMail mail(
      OneMessage of,
      @Nullable SmimeException failure,
      Chain.Inner inner,
      ByteSource octets,
      Closeable source,
      @Nullable ReadMail tried) {
    CmsObject toExplain = of.unopened;
    return new ReadMail(
        of.layers,
        Optional.ofNullable(failure),
        inner,
        octets,
        outside,
        of.outermost,
        new ClosedParts(of),
        MailNotes.of(
            inner.headers(),
            of.layers,
            of.settings.readers,
            outside,
            doubtsOfAnybody(of),
            of.repeated),
        of.verifying.expected().isEmpty(),
        of.doubts != null,
        source,
        toExplain == null ? null : () -> DiagnosisRun.of(toExplain, of.opening),
        tried);
  }

  /** If any signer is accepted, no address is bound, and a doubt is a note and not a finding. */
  private static @Nullable Finding doubtsOfAnybody(OneMessage of) {
    boolean isAnybody =
        of.verifying.expected().filter(asked -> asked.authors().isEmpty()).isPresent()
            && Layers.wholeSignature(of.layers).isPresent();
    return isAnybody ? of.doubts : null;
  }

  private Chain.Inner inner(ByteSource octets) throws IOException {
    DeviationLog noted = new DeviationLog();
    CmsDetection detected = CmsDetection.message(octets, message.scope.work(message.limits), noted);
    if (detected.kind() == CmsDetection.Kind.CMS) {
      chain = Chain.of(message, Attribution.ofCms(), null);
      return chain.cms(detected.octets(), noted);
    }
    Entity root = message.scan(octets);
    outside = root.header();
    if (root.mediaType().is("application", "ms-tnef")) {
      throw new SmimeException.UnsupportedAlgorithm("application/ms-tnef", "wrapping a message");
    }
    chain = Chain.of(message, Attribution.of(root), root.header());
    return chain.entity(root);
  }
}
