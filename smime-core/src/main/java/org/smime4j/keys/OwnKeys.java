package org.smime4j.keys;

import java.io.IOException;
import java.util.List;
import org.smime4j.internal.crypto.ChangingKeys;

/** A source of this library, or an adapter for any other source. */
interface OwnKeys extends KeySource, ChangingKeys<KeySource, RecipientIdentifier, DecryptionKey> {

  /** A source as one of this library: what a stranger's tells, which never changes. */
  static OwnKeys of(KeySource source) {
    return source instanceof OwnKeys own ? own : new Another(source);
  }

  @Override
  default KeySource snapshot() throws IOException {
    return this;
  }

  /** A history, or a source from outside this library, which does not report removed keys. */
  record Another(KeySource source) implements OwnKeys {

    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
      return source.matching(wanted);
    }

    @Override
    public Iterable<DecryptionKey> remaining(String kind) throws IOException {
      return source.remaining(kind);
    }

    @Override
    public int size() {
      return source.size();
    }

    @Override
    public List<String> removedMatching(List<RecipientIdentifier> wanted) {
      return source instanceof KeyHistory history ? history.removedMatching(wanted) : List.of();
    }

    @Override
    public String toString() {
      return source.toString();
    }
  }
}
