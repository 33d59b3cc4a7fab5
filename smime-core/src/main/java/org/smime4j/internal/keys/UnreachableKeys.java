package org.smime4j.internal.keys;

import java.io.IOException;
import java.util.List;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/** Replaces a source in a chain that currently cannot say which keys it has. */
public record UnreachableKeys(KeySource source, IOException why) implements KeySource {

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
