package org.smime4j.testing;

import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.keys.KeySource;

/** A history that tests change while it is used, as a program would hold it. */
public final class Ring {

  private final AtomicReference<KeyHistory> current;
  private final KeySource source;

  private Ring(KeyHistory history) {
    current = new AtomicReference<>(history);
    source = KeyHistory.changing(current::get);
  }

  public static Ring of(KeyHistory history) {
    return new Ring(history);
  }

  public KeySource source() {
    return source;
  }

  public KeyHistory history() {
    return current.get();
  }

  public int size() {
    return source.size();
  }

  public void add(Credential identity) {
    current.updateAndGet(history -> history.and(KeyHistory.of(identity)));
  }

  public void add(KeyHistory more) {
    current.updateAndGet(history -> history.and(more));
  }

  public void remove(X509Certificate certificate) {
    current.updateAndGet(history -> history.without(certificate.getPublicKey()));
  }
}
