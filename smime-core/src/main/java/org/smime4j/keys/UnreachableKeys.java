package org.smime4j.keys;

import java.io.IOException;
import java.util.List;

/** Replaces a source in a chain that currently cannot say which keys it has. */
record UnreachableKeys(KeySource source, IOException why) implements OwnKeys {

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
    throw why;
  }

  @Override
  public Iterable<DecryptionKey> remaining(String kind) throws IOException {
    throw why;
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException {
    throw why;
  }
}
