package org.smime4j.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.cms.Decryptor;
import org.smime4j.internal.asn1.MessageScope;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.sources.ByteSource;

/**
 * The settings of a {@link MailReader}.
 *
 * @param shared what messages share that are opened one after the other; null if they share nothing
 * @param doubt why other programs may show another message; empty if there is no reason
 */
record ReaderSettings(
    Decryptor decryptor,
    VerifyingOptions verifying,
    boolean errant,
    @Nullable ByteSource detached,
    List<String> readers,
    @Nullable MessageScope shared,
    String doubt) {

  ReaderSettings decryptingErrant() {
    return new ReaderSettings(decryptor, verifying, true, detached, readers, shared, doubt);
  }

  ReaderSettings withDetachedContent(ByteSource content) {
    return new ReaderSettings(decryptor, verifying, errant, content, readers, shared, doubt);
  }

  ReaderSettings readBy(List<String> addresses) {
    return new ReaderSettings(decryptor, verifying, errant, detached, addresses, shared, doubt);
  }

  ReaderSettings sharingLimits() {
    return new ReaderSettings(
        decryptor, verifying, errant, detached, readers, new MessageScope(), doubt);
  }

  ReaderSettings doubting(String sentence) {
    return new ReaderSettings(decryptor, verifying, errant, detached, readers, shared, sentence);
  }
}
