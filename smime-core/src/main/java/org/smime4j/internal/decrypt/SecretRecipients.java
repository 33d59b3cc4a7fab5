package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.provider.DerivationHash;
import org.smime4j.internal.recipient.ParsedRecipient;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.internal.recipient.ParsedRecipients.OtherRecipient;
import org.smime4j.internal.recipient.ParsedRecipients.SharedKeyRecipient;
import org.smime4j.internal.recipient.PasswordRecipient;
import org.smime4j.internal.signature.Work;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** Recipients without a private key: shared key-encryption keys, and passwords. */
final class SecretRecipients {

  private final OpeningOptions options;
  private final EncryptedContainer container;
  private final List<ParsedRecipient> recipients;
  private final Limits limits;

  /**
   * @param recipients the parsed recipients of the container
   */
  SecretRecipients(
      OpeningOptions options, EncryptedContainer container, List<ParsedRecipient> recipients) {
    this.options = options;
    this.container = container;
    this.recipients = recipients;
    this.limits = options.limits;
  }

  /**
   * Adds a candidate for each named key-encryption key. Returns true if there are any.
   *
   * @throws SmimeException if such a key is available for a recipient that no key can open
   */
  boolean addSharedKeys(List<Candidate> candidates) throws SmimeException {
    int before = candidates.size();
    for (int place = 0; place < recipients.size(); place++) {
      for (SharedKey shared : options.sharedKeys) {
        if (container.recipients().get(place).isFor(shared.identifier())) {
          candidates.add(candidate(place, shared));
        }
      }
    }
    return candidates.size() > before;
  }

  private Candidate candidate(int place, SharedKey shared) throws SmimeException {
    if (recipients.get(place) instanceof SharedKeyRecipient recipient) {
      return candidate(
          true,
          recipient.label(),
          place,
          () -> recipient.unwrap(shared.key(), container.cekOctets(), options.providers));
    }
    if (recipients.get(place) instanceof OtherRecipient other) {
      throw other.why();
    }
    throw new IllegalStateException("a shared key opens nothing there");
  }

  /**
   * @param checks whether the scheme itself detects a wrong key
   */
  private static Candidate candidate(
      boolean checks, String label, int place, Candidate.Unwrapping unwrapping) {
    return new Candidate(true, checks, label, place, false, Work.UNWRAPPING, null, unwrapping);
  }

  /**
   * Adds each available content key with the length of the cipher's keys, for content without
   * recipients. Returns true if there are any. Only the content shows whether a key is right.
   */
  boolean addContentKeys(List<Candidate> candidates) {
    int before = candidates.size();
    if (container.isWithoutRecipients()) {
      for (byte[] key : options.contentKeys) {
        if (key.length == container.cekOctets()) {
          candidates.add(candidate(false, "content-key", -1, () -> UnwrappedKey.held(key)));
        }
      }
    }
    return candidates.size() > before;
  }

  /**
   * Adds every password as a candidate for every password recipient. Returns true if there are any.
   * It first adds up their cost. For one password, all recipients together may use {@link
   * Limit#KDF_ITERATIONS}, and all passwords together what {@link DerivationHash#allowance} says.
   */
  boolean addPasswords(List<Candidate> candidates) throws IOException {
    int before = candidates.size();
    Map<Integer, PasswordRecipient> locks = new LinkedHashMap<>();
    long iterations = 0;
    BigInteger cost = BigInteger.ZERO;
    for (int place = 0; place < recipients.size(); place++) {
      if (recipients.get(place) instanceof PasswordRecipient lock) {
        iterations += lock.iterations();
        cost = cost.add(lock.cost());
        locks.put(place, lock);
      }
    }
    if (locks.isEmpty()) {
      return false;
    }
    Bound.check(limits, Limit.KDF_ITERATIONS, iterations);
    BigInteger left = DerivationHash.allowance(limits, DerivationHash.OF_A_STRANGER);
    Iterator<char[]> passwords =
        asked(() -> options.passwords.candidates("the message").iterator());
    while (asked(passwords::hasNext)) {
      char[] password = asked(passwords::next);
      byte[] octets = utf8(password);
      left = left.subtract(cost);
      if (left.signum() < 0) {
        throw new SmimeException.LimitExceeded(
            Limit.KDF_ITERATIONS, limits.get(Limit.KDF_ITERATIONS));
      }
      locks.forEach(
          (place, lock) ->
              candidates.add(
                  candidate(
                      true,
                      lock.label(),
                      place,
                      () -> lock.unwrap(octets, container.cekOctets(), options.providers))));
    }
    return candidates.size() > before;
  }

  /** Asks the caller's source. Its failure says nothing about the message. */
  private static <T> T asked(Supplier<@Nullable T> source) throws IOException {
    try {
      return Objects.requireNonNull(source.get(), "it returned null");
    } catch (RuntimeException e) {
      throw new IOException("The source of the passwords failed: " + e, e);
    }
  }

  private static byte[] utf8(char[] password) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    Arrays.fill(password, '\0');
    byte[] octets = new byte[encoded.remaining()];
    encoded.get(octets);
    return octets;
  }

  /** Returns true if a source was given for the password that the message names. */
  boolean mayHavePassword() {
    return options.passwords != OpeningOptions.NO_PASSWORDS
        && recipients.stream().anyMatch(PasswordRecipient.class::isInstance);
  }

  /** Returns true if the message names an available key-encryption key. */
  boolean holdsSharedKey() {
    return options.sharedKeys.stream()
        .anyMatch(
            shared ->
                container.recipients().stream().anyMatch(info -> info.isFor(shared.identifier())));
  }
}
