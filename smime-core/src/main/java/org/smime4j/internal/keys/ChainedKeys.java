package org.smime4j.internal.keys;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterators;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/** Several sources as one; see {@code KeyHistory.chain}. */
public final class ChainedKeys implements KeySource {

  /** Replaces a source that currently cannot say which keys it has. */
  private record Unreachable(KeySource source, IOException why) implements KeySource {
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

    @Override
    public Map<String, String> unopened() {
      return Map.of();
    }
  }

  private interface Question<T> {
    Collection<T> ask(KeySource source) throws IOException;
  }

  private final List<KeySource> sources;

  public ChainedKeys(List<KeySource> sources) {
    List<KeySource> all = new ArrayList<>();
    for (KeySource source : List.copyOf(sources)) {
      all.addAll(source instanceof ChainedKeys chain ? chain.sources : List.of(source));
    }
    this.sources = List.copyOf(all);
  }

  @Override
  public KeySource snapshot() throws IOException {
    List<KeySource> snapshots = new ArrayList<>();
    for (KeySource source : sources) {
      try {
        snapshots.add(Objects.requireNonNull(source.snapshot(), "it returned null"));
      } catch (IOException | RuntimeException e) {
        snapshots.add(new Unreachable(source, failure(source, e)));
      }
    }
    return new ChainedKeys(snapshots);
  }

  /** An interrupt is not a failure of a source, and stops the search. */
  private static IOException failure(KeySource source, Exception why)
      throws InterruptedIOException {
    Throwable cause = why instanceof UncheckedIOException unchecked ? unchecked.getCause() : why;
    if (cause instanceof InterruptedIOException interrupted) {
      throw interrupted;
    }
    return cause instanceof IOException known
        ? known
        : new IOException("The source of the keys failed: " + source, cause);
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
    List<KeyMatch> all = askAll(source -> source.matching(wanted));
    AeadOnlyMarks marks = new AeadOnlyMarks(sources);
    marks.add(all.stream().map(KeyMatch::key).toList());
    all.replaceAll(
        match -> new KeyMatch(marks.marked(match.key()), match.foundBy(), match.wanted()));
    // Stable: what is found in one way stays in the order of the sources.
    all.sort(Comparator.comparing(KeyMatch::foundBy));
    return List.copyOf(all);
  }

  @Override
  public Iterable<DecryptionKey> remaining(String kind) {
    return () -> Spliterators.iterator(new MergedKeys(sources, kind));
  }

  /** A key of several sources counts once, as far as they can say which keys they have. */
  @Override
  public int size() {
    Set<Lookup> keys = new HashSet<>();
    int others = 0;
    for (KeySource source : sources) {
      if (source instanceof EnumeratedKeys enumerated) {
        keys.addAll(enumerated.publicKeys());
      } else {
        others = Math.addExact(others, source.size());
      }
    }
    return Math.addExact(keys.size(), others);
  }

  @Override
  public Map<String, String> unopened() {
    Map<String, String> unopened = new LinkedHashMap<>();
    sources.forEach(source -> unopened.putAll(source.unopened()));
    return unopened;
  }

  @Override
  public List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException {
    return askAll(source -> source.removedMatching(wanted)).stream().distinct().toList();
  }

  /** A source that fails does not hide the others. */
  private <T> List<T> askAll(Question<T> question) throws IOException {
    List<T> all = new ArrayList<>();
    IOException failure = null;
    for (KeySource source : sources) {
      try {
        all.addAll(question.ask(source));
      } catch (IOException | RuntimeException e) {
        IOException said = failure(source, e);
        failure = failure == null ? said : failure;
      }
    }
    if (all.isEmpty() && failure != null) {
      throw failure;
    }
    return all;
  }

  @Override
  public void openedAuthenticated(DecryptionKey key) {
    for (KeySource source : sources) {
      try {
        source.openedAuthenticated(key);
      } catch (RuntimeException silent) {
        // The others may remember it.
      }
    }
  }

  @Override
  public boolean hasOpenedAuthenticated(DecryptionKey key) {
    return sources.stream().anyMatch(source -> source.hasOpenedAuthenticated(key));
  }

  @Override
  public String toString() {
    return "Chain of " + sources;
  }
}
