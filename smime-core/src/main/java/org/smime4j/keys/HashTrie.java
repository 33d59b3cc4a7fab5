package org.smime4j.keys;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map whose changed copies share all but one path with it: a history of 100,000 keys
 * takes another key without being copied. (Bagwell, Ideal Hash Trees, 2001.) The keys are hashes
 * already, so that no two differ only past the last level.
 */
final class HashTrie<V> {

  private static final int WIDTH = 4;

  private static final HashTrie<?> EMPTY = new HashTrie<>(0, new Object[0]);

  /** The key's own octets: an object less for each of ten names of each key. */
  private record Leaf(long high, long low, Object value) {

    Leaf(Lookup key, Object value) {
      this(key.high(), key.low(), value);
    }

    boolean isOf(Lookup key) {
      return low == key.low() && high == key.high();
    }

    Lookup key() {
      return new Lookup(high, low);
    }
  }

  /** One bit for each branch that is taken, and the branches in that order. */
  private final int taken;

  /** Each a {@link Leaf} or a {@link HashTrie}. */
  private final Object[] branches;

  private HashTrie(int taken, Object[] branches) {
    this.taken = taken;
    this.branches = branches;
  }

  @SuppressWarnings("unchecked") // without values it is a map to anything
  static <V> HashTrie<V> empty() {
    return (HashTrie<V>) EMPTY;
  }

  @Nullable V get(Lookup key) {
    HashTrie<V> node = this;
    for (int level = 0; ; level++) {
      int bit = 1 << key.bits(level, WIDTH);
      if ((node.taken & bit) == 0) {
        return null;
      }
      Object branch = node.branches[node.index(bit)];
      if (branch instanceof Leaf leaf) {
        return leaf.isOf(key) ? value(leaf) : null;
      }
      node = child(branch);
    }
  }

  HashTrie<V> with(Lookup key, V value) {
    return with(new Leaf(key, value), 0);
  }

  private HashTrie<V> with(Leaf added, int level) {
    int bit = 1 << added.key().bits(level, WIDTH);
    int index = index(bit);
    if ((taken & bit) == 0) {
      Object[] more = new Object[branches.length + 1];
      System.arraycopy(branches, 0, more, 0, index);
      more[index] = added;
      System.arraycopy(branches, index, more, index + 1, branches.length - index);
      return new HashTrie<>(taken | bit, more);
    }
    Object branch = branches[index];
    if (branch instanceof Leaf leaf) {
      return replacing(
          index,
          leaf.isOf(added.key())
              ? added
              : HashTrie.<V>empty().with(leaf, level + 1).with(added, level + 1));
    }
    return replacing(index, child(branch).with(added, level + 1));
  }

  HashTrie<V> without(Lookup key) {
    return without(key, 0);
  }

  private HashTrie<V> without(Lookup key, int level) {
    int bit = 1 << key.bits(level, WIDTH);
    if ((taken & bit) == 0) {
      return this;
    }
    int index = index(bit);
    Object branch = branches[index];
    if (branch instanceof Leaf leaf) {
      if (!leaf.isOf(key)) {
        return this;
      }
      Object[] fewer = new Object[branches.length - 1];
      System.arraycopy(branches, 0, fewer, 0, index);
      System.arraycopy(branches, index + 1, fewer, index, fewer.length - index);
      return new HashTrie<>(taken & ~bit, fewer);
    }
    HashTrie<V> child = child(branch);
    HashTrie<V> changed = child.without(key, level + 1);
    return changed == child ? this : replacing(index, changed);
  }

  void forEach(Consumer<V> action) {
    forEach((key, value) -> action.accept(value));
  }

  void forEach(BiConsumer<Lookup, V> action) {
    for (Object branch : branches) {
      if (branch instanceof Leaf leaf) {
        action.accept(leaf.key(), value(leaf));
      } else {
        child(branch).forEach(action);
      }
    }
  }

  private int index(int bit) {
    return Integer.bitCount(taken & (bit - 1));
  }

  private HashTrie<V> replacing(int index, Object branch) {
    Object[] copy = Arrays.copyOf(branches, branches.length);
    copy[index] = branch;
    return new HashTrie<>(taken, copy);
  }

  @SuppressWarnings("unchecked") // only with() makes leaves
  private V value(Leaf leaf) {
    return (V) leaf.value;
  }

  @SuppressWarnings("unchecked") // only with() makes branches
  private HashTrie<V> child(Object branch) {
    return (HashTrie<V>) branch;
  }
}
