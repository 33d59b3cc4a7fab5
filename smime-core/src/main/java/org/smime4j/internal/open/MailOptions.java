package org.smime4j.internal.open;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.MessageScope;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.io.Options;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** The options for opening messages. */
public final class MailOptions extends Options<MailOptions> {

  final OpeningOptions opening;
  final VerifyingOptions verifying;
  boolean errant;
  @Nullable ByteSource detached;
  List<String> readers = List.of();

  /** What messages share that are opened one after the other; null if they share nothing. */
  @Nullable MessageScope shared;

  /** Why other programs may show another message; empty if there is no reason. */
  String doubt = "";

  /** Whether what readpst made of a message is taken for the message. */
  boolean restores;

  public MailOptions(OpeningOptions opening, VerifyingOptions verifying) {
    this.opening = opening;
    this.verifying = verifying;
  }

  public MailOptions decryptingErrant() {
    return with(changed -> changed.errant = true);
  }

  public MailOptions withDetachedContent(ByteSource content) {
    return with(changed -> changed.detached = content);
  }

  public MailOptions readBy(List<String> addresses) {
    return with(changed -> changed.readers = addresses);
  }

  public MailOptions sharingLimits() {
    return with(changed -> changed.shared = new MessageScope());
  }

  public MailOptions doubting(String sentence) {
    return with(changed -> changed.doubt = sentence);
  }

  public MailOptions restoring() {
    return with(changed -> changed.restores = true);
  }

  public Limits limits() {
    return opening.limits();
  }
}
