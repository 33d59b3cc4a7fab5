package org.smime4j.internal.keys;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Spliterators;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.signature.Certificates;
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
        match -> KeyMatch.of(marks.marked(match.key()), match.foundBy(), match.wanted()));
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
      if (source instanceof KeyIndex.EnumeratedKeys enumerated) {
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

  /**
   * The remaining keys of several sources, merged newest first. Each source is sorted, so only one
   * key of each must be in memory. A source that fails does not hide the others: its failure comes
   * last.
   */
  private static final class MergedKeys extends Spliterators.AbstractSpliterator<DecryptionKey> {

    /** The next key of a source, and where it stands among the sources. */
    private record Head(DecryptionKey key, Iterator<DecryptionKey> rest, int source) {

      Instant age() {
        return key.certificates().stream()
            .findFirst()
            .map(Certificates::notBefore)
            .orElse(Instant.MIN);
      }
    }

    private interface Step {
      Iterator<DecryptionKey> take() throws IOException;
    }

    private final PriorityQueue<Head> heads =
        new PriorityQueue<>(
            Comparator.comparing(Head::age).reversed().thenComparingInt(Head::source));
    private final Set<Lookup> seen = new HashSet<>();
    private final AeadOnlyMarks marks;
    private @Nullable RuntimeException failure;

    MergedKeys(List<? extends KeySource> sources, String kind) {
      super(Long.MAX_VALUE, ORDERED);
      marks = new AeadOnlyMarks(sources);
      for (int i = 0; i < sources.size(); i++) {
        KeySource source = sources.get(i);
        advance(() -> source.remaining(kind).iterator(), i);
      }
    }

    private void advance(Step step, int number) {
      try {
        Iterator<DecryptionKey> source = step.take();
        if (source.hasNext()) {
          heads.add(new Head(source.next(), source, number));
        }
      } catch (IOException e) {
        failed(new UncheckedIOException(e));
      } catch (RuntimeException e) {
        failed(e);
      }
    }

    private void failed(RuntimeException e) {
      failure = failure == null ? e : failure;
    }

    /**
     * @throws UncheckedIOException the first failure of a source, once all keys of the others are
     *     out
     */
    @Override
    public boolean tryAdvance(Consumer<? super DecryptionKey> action) {
      while (!heads.isEmpty()) {
        Head head = heads.remove();
        advance(head::rest, head.source);
        if (seen.add(Lookup.publicKey(head.key.publicKey()))) {
          marks.add(List.of(head.key));
          action.accept(marks.marked(head.key));
          return true;
        }
      }
      if (failure != null) {
        throw failure;
      }
      return false;
    }
  }

  /**
   * The keys that any source of a chain marks ({@link DecryptionKey#isAeadOnly}). A mark belongs to
   * the public key, so that a copy of the key in a source without the mark does not bypass it. A
   * source that fails marks nothing.
   */
  private static final class AeadOnlyMarks {

    private final List<? extends KeySource> sources;
    private final Set<Lookup> marked = new HashSet<>();

    AeadOnlyMarks(List<? extends KeySource> sources) {
      this.sources = sources;
    }

    /** Asks all sources for these keys by identifiers that are computed from the keys. */
    void add(List<DecryptionKey> keys) {
      List<RecipientIdentifier> identifiers = new ArrayList<>();
      for (DecryptionKey key : keys) {
        if (key.isAeadOnly()) {
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
            if (match.key().isAeadOnly()) {
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
      return !key.isAeadOnly() && marked.contains(Lookup.publicKey(key.publicKey()))
          ? KeyWithCertificates.openingAeadOnly(key)
          : key;
    }
  }
}
