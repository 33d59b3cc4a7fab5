package org.smime4j.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.asn1.MessageScope;

/**
 * The settings of a {@link MailReader}.
 *
 * @param shared what messages share that are opened one after the other; null if they share nothing
 */
record ReaderSettings(
    Decryptor decryptor,
    Verifier verifier,
    boolean errant,
    @Nullable Octets detached,
    List<String> readers,
    @Nullable MessageScope shared) {

  ReaderSettings decryptingErrant() {
    return new ReaderSettings(decryptor, verifier, true, detached, readers, shared);
  }

  ReaderSettings withDetachedContent(Octets content) {
    return new ReaderSettings(decryptor, verifier, errant, content, readers, shared);
  }

  ReaderSettings readBy(List<String> addresses) {
    return new ReaderSettings(decryptor, verifier, errant, detached, addresses, shared);
  }

  ReaderSettings sharingLimits() {
    return new ReaderSettings(decryptor, verifier, errant, detached, readers, new MessageScope());
  }
}
