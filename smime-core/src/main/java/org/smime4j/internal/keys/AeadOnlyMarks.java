package org.smime4j.internal.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/**
 * The keys that any source of a chain marks ({@link DecryptionKey#aeadOnly}). A mark belongs to the
 * public key, so that a copy of the key in a source without the mark does not bypass it. A source
 * that fails marks nothing.
 */
public final class AeadOnlyMarks {

  private final List<? extends KeySource> sources;
  private final Set<Lookup> marked = new HashSet<>();

  AeadOnlyMarks(List<? extends KeySource> sources) {
    this.sources = sources;
  }

  /** Asks all sources for these keys by identifiers that are computed from the keys. */
  void add(List<DecryptionKey> keys) {
    List<RecipientIdentifier> identifiers = new ArrayList<>();
    for (DecryptionKey key : keys) {
      if (key.aeadOnly()) {
        marked.add(Lookup.publicKey(key.publicKey()));
      } else {
        identifiers.addAll(computed(key));
      }
    }
    if (identifiers.isEmpty() || sources.size() < 2) {
      return;
    }
    for (KeySource source : sources) {
      if (source instanceof DirectoryKeys) {
        // Its files have no marks, and need not be opened for them.
        continue;
      }
      try {
        for (KeyMatch match : source.matching(identifiers)) {
          if (match.key().aeadOnly()) {
            marked.add(Lookup.publicKey(match.key().publicKey()));
          }
        }
      } catch (IOException | RuntimeException silent) {
        // A source that fails now offers no key either.
      }
    }
  }

  private static List<RecipientIdentifier> computed(DecryptionKey key) {
    try {
      return Certificates.computedKeyIdentifiers(key.publicKey().getEncoded()).stream()
          .map(RecipientIdentifier::of)
          .toList();
    } catch (IOException irregular) {
      return List.of();
    }
  }

  /** The key, with the mark that any source has given it. */
  DecryptionKey marked(DecryptionKey key) {
    return !key.aeadOnly() && marked.contains(Lookup.publicKey(key.publicKey()))
        ? KeyWithCertificates.openingAeadOnly(key)
        : key;
  }
}
