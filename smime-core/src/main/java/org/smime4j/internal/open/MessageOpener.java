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

  private final ClosedParts closed;

  public MessageOpener(MailOptions settings) {
    this.message = new OneMessage(settings);
    this.closed = new ClosedParts(message);
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
    CmsObject toExplain = message.unopened;
    return new ReadMail(
        message.layers,
        Optional.ofNullable(failure),
        inner,
        octets,
        outside,
        message.outermost,
        closed,
        MailNotes.of(
            inner.headers(),
            message.layers,
            message.settings.readers,
            outside,
            doubtsOfAnybody(),
            message.repeated),
        message.verifying.expected().isEmpty(),
        source,
        toExplain == null ? null : () -> DiagnosisRun.of(toExplain, message.opening));
  }

  /** If any signer is accepted, no address is bound, and a doubt is a note and not a finding. */
  private @Nullable Finding doubtsOfAnybody() {
    boolean isAnybody =
        message.verifying.expected().filter(asked -> asked.authors().isEmpty()).isPresent();
    return isAnybody ? message.doubts : null;
  }

  private Chain.Inner inner(ByteSource octets) throws IOException {
    DeviationLog noted = new DeviationLog();
    CmsDetection detected = CmsDetection.message(octets, message.scope.work(message.limits), noted);
    if (detected.kind() == CmsDetection.Kind.CMS) {
      return Chain.of(message, Attribution.ofCms(), null).cms(detected.octets(), noted);
    }
    Entity root = message.scan(octets);
    outside = root.header();
    if (root.mediaType().is("application", "ms-tnef")) {
      throw new SmimeException.UnsupportedAlgorithm("application/ms-tnef", "wrapping a message");
    }
    return Chain.of(message, Attribution.of(root), root.header()).entity(root);
  }
}
