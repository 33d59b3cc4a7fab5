package org.smime4j.keys;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Several sources as one; see {@link KeySource#chain}. */
final class ChainedKeys implements KeySource {

  private final List<KeySource> sources;

  ChainedKeys(List<KeySource> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public KeySource snapshot() throws IOException {
    List<KeySource> snapshots = new ArrayList<>();
    for (KeySource source : sources) {
      snapshots.add(source.snapshot());
    }
    return new ChainedKeys(snapshots);
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
    List<KeyMatch> all = new ArrayList<>();
    IOException failure = null;
    for (KeySource source : sources) {
      try {
        all.addAll(source.matching(wanted));
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (all.isEmpty() && failure != null) {
      throw failure;
    }
    AeadOnlyMarks marks = new AeadOnlyMarks(sources);
    marks.add(all.stream().map(KeyMatch::key).toList());
    all.replaceAll(
        match -> new KeyMatch(marks.marked(match.key()), match.foundBy(), match.wanted()));
    // Stable: what is found in one way stays in the order of the sources.
    all.sort(Comparator.comparing(KeyMatch::foundBy));
    return List.copyOf(all);
  }

  @Override
  public Iterable<DecryptionKey> remaining(KeyKind kind) throws IOException {
    List<Iterable<DecryptionKey>> each = new ArrayList<>();
    for (KeySource source : sources) {
      each.add(source.remaining(kind));
    }
    return () -> new Merged(each, new AeadOnlyMarks(sources));
  }

  @Override
  public int size() {
    return sources.stream().mapToInt(KeySource::size).reduce(0, Math::addExact);
  }

  @Override
  public List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException {
    Set<String> all = new LinkedHashSet<>();
    IOException failure = null;
    for (KeySource source : sources) {
      try {
        all.addAll(source.removedMatching(wanted));
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (all.isEmpty() && failure != null) {
      throw failure;
    }
    return List.copyOf(all);
  }

  /** The next key of a source, and where it stands among the sources. */
  private record Head(DecryptionKey key, Iterator<DecryptionKey> rest, int source) {

    Instant age() {
      return key.certificate()
          .map(certificate -> certificate.getNotBefore().toInstant())
          .orElse(Instant.MIN);
    }
  }

  /** Newest first over all: each source is, so only one key of each has to be at hand. */
  private static final class Merged implements Iterator<DecryptionKey> {
    private final PriorityQueue<Head> heads =
        new PriorityQueue<>(
            Comparator.comparing(Head::age).reversed().thenComparingInt(Head::source));
    private final Set<Lookup> seen = new HashSet<>();
    private final AeadOnlyMarks marks;
    private @Nullable DecryptionKey next;

    Merged(List<Iterable<DecryptionKey>> sources, AeadOnlyMarks marks) {
      this.marks = marks;
      for (int i = 0; i < sources.size(); i++) {
        advance(sources.get(i).iterator(), i);
      }
    }

    private void advance(Iterator<DecryptionKey> source, int number) {
      if (source.hasNext()) {
        heads.add(new Head(source.next(), source, number));
      }
    }

    @Override
    public boolean hasNext() {
      while (next == null && !heads.isEmpty()) {
        Head head = heads.remove();
        advance(head.rest, head.source);
        if (seen.add(Lookup.publicKey(head.key.publicKey()))) {
          marks.add(List.of(head.key));
          next = marks.marked(head.key);
        }
      }
      return next != null;
    }

    @Override
    public DecryptionKey next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      DecryptionKey key = next;
      next = null;
      return key;
    }
  }

  @Override
  public String toString() {
    return "Chain of " + sources;
  }
}
