package org.smime4j.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Verifier;

/** The settings of a {@link MailReader}. */
record ReaderSettings(
    Decryptor decryptor,
    Verifier verifier,
    boolean errant,
    @Nullable Octets detached,
    List<String> readers) {

  ReaderSettings decryptingErrant() {
    return new ReaderSettings(decryptor, verifier, true, detached, readers);
  }

  ReaderSettings withDetachedContent(Octets content) {
    return new ReaderSettings(decryptor, verifier, errant, content, readers);
  }

  ReaderSettings readBy(List<String> addresses) {
    return new ReaderSettings(decryptor, verifier, errant, detached, addresses);
  }
}
