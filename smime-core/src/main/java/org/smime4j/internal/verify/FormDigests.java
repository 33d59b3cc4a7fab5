package org.smime4j.internal.verify;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.smime4j.internal.io.ContentForms.LastLineEnd;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Work;
import org.smime4j.sources.ByteSource;

/**
 * The digests of content in each form that may have been signed. Forms that differ only in their
 * last line end are read once. Large content with an invalid signature is therefore read three
 * times instead of five.
 */
final class FormDigests {

  private static final byte[] CRLF = {'\r', '\n'};

  private final Set<DigestAlgorithm> wanted;
  private final Providers providers;
  private final WorkBudget work;
  private final ByteSource first;
  private final IdentityHashMap<ByteSource, Ends> read = new IdentityHashMap<>();

  /** The digests of text with a final CRLF, and of text with another end. */
  private record Ends(
      Map<DigestAlgorithm, byte[]> shorter,
      Map<DigestAlgorithm, byte[]> whole,
      Map<DigestAlgorithm, byte[]> longer) {}

  /**
   * @param wanted the digests that any signer needs
   * @param first the content as received. The size of other forms is unknown before they are read
   */
  FormDigests(Set<DigestAlgorithm> wanted, Providers providers, WorkBudget work, ByteSource first) {
    this.wanted = wanted;
    this.providers = providers;
    this.work = work;
    this.first = first;
  }

  /** Returns the digests of one form. This method reads it once at most. */
  Map<DigestAlgorithm, byte[]> of(ByteSource form) throws IOException {
    if (wanted.isEmpty()) {
      return Map.of();
    }
    Ends known = form instanceof LastLineEnd end ? read.get(end.text()) : null;
    if (form instanceof LastLineEnd end && known != null) {
      return end.isLonger() ? known.longer : known.shorter;
    }
    Map<DigestAlgorithm, MessageDigest> running = begin();
    if (form == first) {
      Digesting.update(running.values(), form);
      return end(running);
    }
    work.spend(Work.converting(first.sizeIfKnown().orElse(0)));
    return read(form, running);
  }

  private Map<DigestAlgorithm, MessageDigest> begin() throws IOException {
    Map<DigestAlgorithm, MessageDigest> running = new EnumMap<>(DigestAlgorithm.class);
    for (DigestAlgorithm each : wanted) {
      running.put(each, providers.digest(each));
    }
    for (DigestAlgorithm each : wanted) {
      work.spend(Work.hashing(each, first.sizeIfKnown().orElse(0)));
    }
    return running;
  }

  private static Map<DigestAlgorithm, byte[]> end(Map<DigestAlgorithm, MessageDigest> running) {
    Map<DigestAlgorithm, byte[]> values = new EnumMap<>(DigestAlgorithm.class);
    running.forEach((algorithm, digest) -> values.put(algorithm, digest.digest()));
    return values;
  }

  private Map<DigestAlgorithm, byte[]> read(
      ByteSource form, Map<DigestAlgorithm, MessageDigest> running) throws IOException {
    Behind behind = new Behind(running);
    try {
      Digesting.feed(form, behind);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("digests do not fail", e);
    }
    try {
      Map<DigestAlgorithm, MessageDigest> shorter = copy(running);
      behind.update(behind.held, 0, behind.holds);
      Map<DigestAlgorithm, byte[]> whole = end(copy(running));
      behind.update(CRLF, 0, CRLF.length);
      read.put(form, new Ends(behind.holdsLineEnd() ? end(shorter) : whole, whole, end(running)));
      return whole;
    } catch (CloneNotSupportedException e) {
      // Some providers cannot clone a digest in use: text with another end is then read again.
      behind.update(behind.held, 0, behind.holds);
      return end(running);
    }
  }

  private static Map<DigestAlgorithm, MessageDigest> copy(
      Map<DigestAlgorithm, MessageDigest> running) throws CloneNotSupportedException {
    Map<DigestAlgorithm, MessageDigest> copies = new EnumMap<>(DigestAlgorithm.class);
    for (Map.Entry<DigestAlgorithm, MessageDigest> each : running.entrySet()) {
      copies.put(each.getKey(), (MessageDigest) each.getValue().clone());
    }
    return copies;
  }

  /** Digests all but the last two octets, which may be a line end. */
  private static final class Behind implements Pieces.Sink {
    private final Map<DigestAlgorithm, MessageDigest> running;
    private final byte[] held = new byte[2];
    private int holds;

    Behind(Map<DigestAlgorithm, MessageDigest> running) {
      this.running = running;
    }

    @Override
    public void take(byte[] array, int from, int length) {
      if (length == 1 && holds > 0) {
        update(held, 0, holds - 1);
        held[0] = held[holds - 1];
        held[1] = array[from];
        holds = 2;
      } else {
        update(held, 0, holds);
        holds = Math.min(2, length);
        update(array, from, length - holds);
        System.arraycopy(array, from + length - holds, held, 0, holds);
      }
    }

    private void update(byte[] array, int from, int length) {
      for (MessageDigest each : running.values()) {
        each.update(array, from, length);
      }
    }

    boolean holdsLineEnd() {
      return holds == 2 && held[0] == '\r' && held[1] == '\n';
    }
  }
}
