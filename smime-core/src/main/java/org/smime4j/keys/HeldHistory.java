package org.smime4j.keys;

import java.util.List;

/** A history as the source of keys while a message is opened. It also reports removed keys. */
record HeldHistory(KeyHistory history) implements OwnKeys {

  @Override
  public KeySource snapshot() {
    return this;
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
    return history.matching(wanted);
  }

  @Override
  public Iterable<DecryptionKey> remaining(String kind) {
    return history.remaining(kind);
  }

  @Override
  public int size() {
    return history.size();
  }

  @Override
  public List<String> removedMatching(List<RecipientIdentifier> wanted) {
    return history.removedMatching(wanted);
  }

  @Override
  public String toString() {
    return history.toString();
  }
}
