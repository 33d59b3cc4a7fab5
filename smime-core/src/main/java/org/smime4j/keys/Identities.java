package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.smime4j.internal.io.SystemTime;

/**
 * All identities of one person, each with its role: the newest that is valid signs, the newest that
 * is valid is encrypted to, and every one of them reads. A signing key may be one device's own
 * while all devices share the encryption keys.
 *
 * <p>An identity writes in a role if it is assigned to it, or to none, and its certificate is valid
 * at the time and allows it (key usage and extended key usage, RFC 8550, section 4.4); those that
 * are assigned come before the others. Path, trust and revocation are not judged here: it is one's
 * own certificate.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * <pre>{@code
 * Identities mine = Identities.of(history).with(laptop, KeyRole.SIGNING);
 * Signer signer = Signer.with(mine);
 * Encryptor encryptor = Encryptor.trusting(trust).to(bob).andMyself(mine);
 * Decryptor decryptor = Decryptor.with(mine.keys());
 * }</pre>
 */
public final class Identities {

  private record Assigned(Identity identity, KeyRole role) {}

  private static final Comparator<Assigned> NEWEST =
      Comparator.comparing((Assigned assigned) -> assigned.role != KeyRole.UNASSIGNED)
          .thenComparing(assigned -> assigned.identity.certificate().getNotBefore())
          .thenComparing(assigned -> assigned.identity.certificate().getNotAfter());

  private final KeyHistory keys;
  private final List<Assigned> all;

  private Identities(KeyHistory keys, List<Assigned> all) {
    this.keys = keys;
    this.all = List.copyOf(all);
  }

  /** The identities of a history, none of them assigned to a role. */
  public static Identities of(KeyHistory history) {
    return new Identities(
        history,
        history.identities().stream()
            .map(identity -> new Assigned(identity, KeyRole.UNASSIGNED))
            .toList());
  }

  /** With one more identity, or with another role for one that is there. */
  public Identities with(Identity identity, KeyRole role) {
    List<Assigned> more = new ArrayList<>();
    for (Assigned assigned : all) {
      if (!assigned.identity.certificate().equals(identity.certificate())) {
        more.add(assigned);
      }
    }
    more.add(new Assigned(identity, Objects.requireNonNull(role)));
    return new Identities(keys.with(identity), more);
  }

  /** The identity that signs now; empty if there is none. */
  public Optional<Identity> signing() {
    return signing(SystemTime.now());
  }

  /** The identity that signs at a time of one's choice. */
  public Optional<Identity> signing(Instant at) {
    return newest(KeyRole.SIGNING, at);
  }

  /** The identity that is encrypted to now; empty if there is none. */
  public Optional<Identity> encryption() {
    return encryption(SystemTime.now());
  }

  /** The identity that is encrypted to at a time of one's choice. */
  public Optional<Identity> encryption(Instant at) {
    return newest(KeyRole.ENCRYPTION, at);
  }

  /**
   * The identities that sign together now, where a signature shall hold when there are quantum
   * computers: the newest with a classical key, and the newest with one of ML-DSA or SLH-DSA; fewer
   * where there are fewer.
   */
  public List<Identity> signingPair() {
    return pair(KeyRole.SIGNING, SystemTime.now());
  }

  /** The identities that are encrypted to together: with a classical key, and with ML-KEM. */
  public List<Identity> encryptionPair() {
    return pair(KeyRole.ENCRYPTION, SystemTime.now());
  }

  private List<Identity> pair(KeyRole role, Instant at) {
    List<Identity> pair = new ArrayList<>();
    newest(role, at, identity -> !isPostQuantum(identity)).ifPresent(pair::add);
    newest(role, at, Identities::isPostQuantum).ifPresent(pair::add);
    return List.copyOf(pair);
  }

  private static boolean isPostQuantum(Identity identity) {
    return identity
        .certificate()
        .getPublicKey()
        .getAlgorithm()
        .toUpperCase(Locale.ROOT)
        .matches("(ML-KEM|ML-DSA|SLH-DSA).*");
  }

  /** All keys, whatever their roles and ages: each opens what was ever encrypted to it. */
  public KeyHistory keys() {
    return keys;
  }

  private Optional<Identity> newest(KeyRole role, Instant at) {
    return newest(role, at, identity -> true);
  }

  private Optional<Identity> newest(KeyRole role, Instant at, Predicate<Identity> which) {
    return all.stream()
        .filter(assigned -> which.test(assigned.identity))
        .filter(assigned -> assigned.role == role || assigned.role == KeyRole.UNASSIGNED)
        .filter(assigned -> allows(assigned.identity.certificate(), role, at))
        .max(NEWEST)
        .map(Assigned::identity);
  }

  private static boolean allows(X509Certificate certificate, KeyRole role, Instant at) {
    return !at.isBefore(certificate.getNotBefore().toInstant())
        && !at.isAfter(certificate.getNotAfter().toInstant())
        && KeyRole.allowedBy(certificate).contains(role);
  }

  @Override
  public String toString() {
    return all.size() == 1 ? "1 identity" : all.size() + " identities";
  }
}
