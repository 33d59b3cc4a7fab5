package org.smime4j.internal.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Spliterators;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeySource;

/**
 * The remaining keys of several sources, merged newest first. Each source is sorted, so only one
 * key of each must be in memory. A source that fails does not hide the others: its failure comes
 * last.
 */
public final class MergedKeys extends Spliterators.AbstractSpliterator<DecryptionKey> {

  /** The next key of a source, and where it stands among the sources. */
  private record Head(DecryptionKey key, Iterator<DecryptionKey> rest, int source) {

    Instant age() {
      return key.certificates().stream()
          .findFirst()
          .map(certificate -> certificate.getNotBefore().toInstant())
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
   * @throws UncheckedIOException the first failure of a source, once all keys of the others are out
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
