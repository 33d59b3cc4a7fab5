package org.smime4j.internal.keyfile;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candidates for one file: taken from their source only as they are needed, tried again for
 * each entry with the one that opened the last entry first. The empty password is tried at the end,
 * as it stands for none.
 */
public final class Passwords implements AutoCloseable {

  /** Something that a password may open. */
  public interface Lock<T> {
    /** What is behind the lock, or null if the password does not open it. */
    @Nullable T open(Password password) throws Unreadable;
  }

  private final Iterator<char[]> source;
  private final List<Password> taken = new ArrayList<>();
  private @Nullable Password proven;
  private boolean exhausted;

  /**
   * @param candidates each array is taken over, and zeroed at the end
   */
  public Passwords(Iterable<char[]> candidates) {
    this.source = candidates.iterator();
  }

  /** What the first password that fits gives; it throws where none does. */
  public <T> T open(Lock<T> lock) throws Unreadable {
    T opened = tryAll(lock);
    if (opened == null) {
      throw Unreadable.wrongPassword();
    }
    return opened;
  }

  /** The same, but null where none fits. */
  <T> @Nullable T tryAll(Lock<T> lock) throws Unreadable {
    Password first = proven;
    T opened = first == null ? null : lock.open(first);
    for (int i = 0; opened == null && (i < taken.size() || take()); i++) {
      Password password = taken.get(i);
      if (password != first) {
        opened = lock.open(password);
        proven = opened == null ? proven : password;
      }
    }
    return opened;
  }

  private boolean take() {
    while (source.hasNext()) {
      if (add(new Password(source.next()))) {
        return true;
      }
    }
    if (exhausted) {
      return false;
    }
    exhausted = true;
    return add(new Password(new char[0]));
  }

  private boolean add(Password password) {
    if (taken.stream().anyMatch(password::equalTo)) {
      password.close();
      return false;
    }
    taken.add(password);
    return true;
  }

  @Override
  public void close() {
    taken.forEach(Password::close);
  }
}
