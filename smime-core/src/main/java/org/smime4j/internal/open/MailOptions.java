package org.smime4j.internal.open;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.MessageScope;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.sources.ByteSource;

/**
 * The options for opening messages.
 *
 * @param shared what messages share that are opened one after the other; null if they share nothing
 * @param restores whether what readpst made of a message is taken for the message
 * @param doubt why other programs may show another message; empty if there is no reason
 */
public record MailOptions(
    OpeningOptions opening,
    VerifyingOptions verifying,
    boolean errant,
    @Nullable ByteSource detached,
    List<String> readers,
    @Nullable MessageScope shared,
    String doubt,
    boolean restores) {

  public MailOptions decryptingErrant() {
    return new MailOptions(opening, verifying, true, detached, readers, shared, doubt, restores);
  }

  public MailOptions withDetachedContent(ByteSource content) {
    return new MailOptions(opening, verifying, errant, content, readers, shared, doubt, restores);
  }

  public MailOptions readBy(List<String> addresses) {
    return new MailOptions(
        opening, verifying, errant, detached, addresses, shared, doubt, restores);
  }

  public MailOptions sharingLimits() {
    return new MailOptions(
        opening, verifying, errant, detached, readers, new MessageScope(), doubt, restores);
  }

  public MailOptions doubting(String sentence) {
    return new MailOptions(
        opening, verifying, errant, detached, readers, shared, sentence, restores);
  }

  public MailOptions restoring() {
    return new MailOptions(opening, verifying, errant, detached, readers, shared, doubt, true);
  }
}
