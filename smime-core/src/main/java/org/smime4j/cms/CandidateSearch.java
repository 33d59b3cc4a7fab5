package org.smime4j.cms;

import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.crypto.KeyUnwrapping;
import org.smime4j.internal.crypto.UnwrappedKey;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyKind;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;

/**
 * Which keys may open a message: those that it names first, then every other that fits. No key is
 * used here, and nothing that is decided here depends on a secret.
 */
final class CandidateSearch {

  /**
   * How many keys are looked at for each that may be tried: of those of the right length nearly all
   * fit, unless the message was made so that none does.
   */
  private static final long LOOKS = 100;

  /** RSA keys that are shorter anybody can compute; only the policy archive reads below 1024. */
  private final int leastRsaBits;

  private final Decryptor decryptor;
  private final EncryptedContainer container;
  private final KeysAtHand keys;
  private final SecretRecipients secrets;
  private final Limits limits;
  private final List<Recipient> recipients = new ArrayList<>();

  /** Everybody and everything that may open it: words once somebody asks. */
  private final List<Object> wanted = new ArrayList<>();

  private final Set<Tried> tried = new HashSet<>();

  /** Why the first recipient whose scheme is not supported cannot be opened. */
  private @Nullable SmimeException unsupported;

  private boolean anyNamed;

  /** How many candidates only the content can judge: of those named, and of the others. */
  private int uncheckedNamed;

  private int uncheckedOthers;

  /** One recipient for whom a private key is needed. */
  private static final class Recipient {
    final int place;
    final RecipientInfo info;
    final byte[] encryptedKey;
    final RecipientIdentifier identifier;

    /** The scheme in reports; null where it is not supported. */
    final @Nullable String scheme;

    final @Nullable SmimeException unsupported;

    /** Whether leading zeros of the encrypted key were put back. */
    final boolean lengthened;

    Recipient(
        int place,
        RecipientInfo info,
        byte[] encryptedKey,
        Identifier identifier,
        @Nullable String scheme,
        @Nullable SmimeException unsupported) {
      this.place = place;
      this.info = info;
      this.encryptedKey = encryptedKey;
      this.identifier = identifierOf(identifier);
      this.scheme = scheme;
      this.unsupported = unsupported;
      this.lengthened = false;
    }

    private Recipient(Recipient given, RecipientInfo.KeyTrans whole) {
      this.place = given.place;
      this.info = whole;
      this.encryptedKey = whole.encryptedKey();
      this.identifier = given.identifier;
      this.scheme = given.scheme;
      this.unsupported = given.unsupported;
      this.lengthened = true;
    }

    /** As a key needs it that the message names. */
    Recipient of(PublicKey key) {
      if (info instanceof RecipientInfo.KeyTrans transport) {
        RecipientInfo.KeyTrans whole = KeyUnwrapping.whole(transport, key);
        return whole.encryptedKey().length == encryptedKey.length
            ? this
            : new Recipient(this, whole);
      }
      return this;
    }

    private static RecipientIdentifier identifierOf(Identifier identifier) {
      if (identifier.issuer() != null && identifier.serial() != null) {
        return RecipientIdentifier.of(identifier.issuer(), identifier.serial());
      }
      byte[] key = identifier.subjectKeyIdentifier();
      return RecipientIdentifier.of(key == null ? new byte[0] : key);
    }
  }

  /** Compared by hand: a record's own way is made by reflection, in a fresh JVM for 20 ms. */
  private record Tried(Recipient recipient, PublicKey key) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Tried tried && recipient == tried.recipient && key.equals(tried.key);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(recipient) + key.hashCode();
    }
  }

  CandidateSearch(Decryptor decryptor, EncryptedContainer container) throws IOException {
    this.decryptor = decryptor;
    this.container = container;
    keys = new KeysAtHand(decryptor.keys());
    secrets = new SecretRecipients(decryptor, container);
    limits = decryptor.limits();
    leastRsaBits = decryptor.policy().minimumRsaBits();
    for (int place = 0; place < container.recipients().size(); place++) {
      add(place, container.recipients().get(place));
    }
    if (container.isWithoutRecipients()) {
      wanted.add("a content key");
    }
  }

  private void add(int place, RecipientInfo info) throws SmimeException {
    String scheme = null;
    SmimeException refusal = null;
    try {
      scheme = KeyUnwrapping.check(info, limits);
    } catch (SmimeException.LimitExceeded e) {
      throw e;
    } catch (SmimeException e) {
      refusal = e;
      unsupported = unsupported == null ? e : unsupported;
    }
    if (info instanceof RecipientInfo.KeyTrans transport) {
      add(
          new Recipient(
              place, info, transport.encryptedKey(), transport.identifier(), scheme, refusal));
    } else if (info instanceof RecipientInfo.KeyAgree agreement) {
      for (RecipientInfo.RecipientEncryptedKey each : agreement.recipientEncryptedKeys()) {
        add(new Recipient(place, info, each.encryptedKey(), each.identifier(), scheme, refusal));
      }
    } else if (info instanceof RecipientInfo.Kem kem) {
      add(new Recipient(place, info, kem.encryptedKey(), kem.identifier(), scheme, refusal));
    } else if (info instanceof RecipientInfo.Kek kek) {
      wanted.add("shared key " + HexFormat.of().formatHex(kek.keyIdentifier()));
    } else if (info instanceof RecipientInfo.Password) {
      wanted.add("a password");
    }
  }

  private void add(Recipient recipient) throws SmimeException {
    recipients.add(recipient);
    limits.check(Limit.RECIPIENTS, recipients.size());
    wanted.add(recipient.identifier);
  }

  /**
   * The candidates that the message names, in the order in which they shall be tried: private keys,
   * then shared keys, then passwords.
   *
   * @throws SmimeException.Refused if the policy forbids every key that is named
   * @throws SmimeException.UnsupportedAlgorithm if the scheme of every key that is named, or of
   *     every recipient, is not supported
   */
  List<Candidate> named() throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    SmimeException refusal = privateKeys(candidates);
    anyNamed |= secrets.addContentKeys(candidates);
    anyNamed |= secrets.addSharedKeys(candidates);
    anyNamed |= secrets.addPasswords(candidates);
    if (candidates.isEmpty() && refusal != null) {
      throw refusal;
    }
    if (candidates.isEmpty() && !anySupported() && unsupported != null) {
      throw unsupported;
    }
    limits.check(Limit.KEY_TRIALS, candidates.size());
    return candidates;
  }

  private boolean anySupported() {
    return recipients.isEmpty()
        ? unsupported == null
        : recipients.stream().anyMatch(recipient -> recipient.scheme != null);
  }

  private @Nullable SmimeException privateKeys(List<Candidate> candidates) throws IOException {
    SmimeException refusal = null;
    for (KeyMatch match : keys.named(identifiers())) {
      anyNamed = true;
      for (Recipient recipient : recipients) {
        if (!recipient.identifier.equals(match.wanted())) {
          continue;
        }
        if (recipient.scheme == null) {
          refusal = refusal == null ? recipient.unsupported : refusal;
        } else if (isForbidden(match.key())) {
          refusal = refusal == null ? refusal(match.key()) : refusal;
        } else {
          Recipient whole = recipient.of(match.key().publicKey());
          if (fits(whole, match.key())
              && tried.add(new Tried(recipient, match.key().publicKey()))) {
            candidates.add(candidate(whole, match.key(), match.foundBy(), true));
          }
        }
      }
    }
    return refusal;
  }

  private boolean isForbidden(DecryptionKey key) {
    return isForAeadOnly(key) || isTooShort(key);
  }

  private boolean isForAeadOnly(DecryptionKey key) {
    return key.aeadOnly() && !container.authenticated();
  }

  private boolean isTooShort(DecryptionKey key) {
    return key.publicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < leastRsaBits;
  }

  /** What to say of a key that is forbidden. */
  private SmimeException refusal(DecryptionKey key) {
    if (isForAeadOnly(key)) {
      return new SmimeException.Refused(
          "AEAD_ONLY_KEY", "the key was marked to open authenticated encryption only: " + key);
    }
    int bits = key.publicKey() instanceof RSAKey rsa ? rsa.getModulus().bitLength() : 0;
    return new SmimeException.Refused(
        "RSA_KEY_TOO_SHORT",
        "an RSA key of "
            + bits
            + " bits is no secret; the policy "
            + decryptor.policy().name()
            + " reads from "
            + leastRsaBits
            + " bits");
  }

  private static boolean fits(Recipient recipient, DecryptionKey key) throws SmimeException {
    return KeyUnwrapping.fits(recipient.info, recipient.encryptedKey, key.publicKey());
  }

  private Candidate candidate(
      Recipient recipient, DecryptionKey key, FoundBy foundBy, boolean named) {
    String scheme = recipient.scheme == null ? "" : recipient.scheme;
    boolean selfChecking = !scheme.equals(KeyUnwrapping.RSA_PKCS1);
    uncheckedNamed += named && !selfChecking ? 1 : 0;
    uncheckedOthers += named || selfChecking ? 0 : 1;
    return new Candidate(
        named,
        selfChecking,
        scheme,
        recipient.place,
        recipient.lengthened,
        new KeyMatch(key, foundBy, recipient.identifier),
        () -> unwrap(recipient, key));
  }

  /** A key that cannot be used now hides none of those behind it. */
  private UnwrappedKey unwrap(Recipient recipient, DecryptionKey key) throws SmimeException {
    try {
      return operation(recipient, key);
    } catch (SmimeException.ProviderUnavailable e) {
      return KeyUnwrapping.unable(
          key.privateKey(), recipient.encryptedKey, container.cekOctets(), e);
    }
  }

  private UnwrappedKey operation(Recipient recipient, DecryptionKey key) throws SmimeException {
    if (recipient.info instanceof RecipientInfo.KeyTrans transport) {
      return KeyUnwrapping.rsa(
          transport, key.privateKey(), container.cekOctets(), decryptor.providers());
    }
    if (recipient.info instanceof RecipientInfo.KeyAgree agreement) {
      return KeyUnwrapping.agree(
          agreement,
          recipient.encryptedKey,
          key.privateKey(),
          key.publicKey(),
          container.cekOctets(),
          decryptor.providers());
    }
    if (recipient.info instanceof RecipientInfo.Kem kem) {
      return KeyUnwrapping.decapsulate(
          kem, key.privateKey(), container.cekOctets(), decryptor.providers());
    }
    throw new IllegalStateException("a private key opens nothing there");
  }

  /**
   * Every other key that fits a recipient by kind and size.
   *
   * @param left how many operations are left
   * @param trial says when to stop looking
   * @throws SmimeException.LimitExceeded if there are more, or if far more keys are looked at than
   *     may be tried: that depends on public counts and values alone
   */
  List<Candidate> trials(long left, ParallelTrial trial) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    long allowed = limits.of(Limit.KEY_TRIALS);
    long looks = LOOKS * Math.min(allowed, Long.MAX_VALUE / LOOKS);
    for (Recipient recipient : recipients) {
      if (recipient.scheme == null) {
        continue;
      }
      for (KeyKind kind : kinds(recipient)) {
        DecryptionKey key;
        for (int i = 0; (key = keys.at(i, kind, trial)) != null; i++) {
          trial.check();
          if (isForbidden(key)) {
            continue;
          }
          if (--looks < 0) {
            throw new SmimeException.LimitExceeded(Limit.KEY_TRIALS, allowed);
          }
          if (fits(recipient, key) && tried.add(new Tried(recipient, key.publicKey()))) {
            if (candidates.size() >= left) {
              throw new SmimeException.LimitExceeded(Limit.KEY_TRIALS, allowed);
            }
            candidates.add(candidate(recipient, key, FoundBy.TRIAL, false));
          }
        }
      }
    }
    return candidates;
  }

  private static List<KeyKind> kinds(Recipient recipient) throws SmimeException {
    if (recipient.info instanceof RecipientInfo.KeyAgree agreement) {
      return KeyUnwrapping.curves(agreement).stream()
          .map(
              curve ->
                  switch (curve) {
                    case Oids.X25519 -> KeyKind.X25519;
                    case Oids.X448 -> KeyKind.X448;
                    default -> KeyKind.ec(curve);
                  })
          .toList();
    }
    if (recipient.info instanceof RecipientInfo.Kem kem) {
      String algorithm = KeyUnwrapping.keyAlgorithm(kem);
      return List.of(
          algorithm.equals(Oids.RSA_ENCRYPTION)
              ? KeyKind.rsa(8 * kem.ciphertext().length)
              : new KeyKind(algorithm, ""));
    }
    return List.of(KeyKind.rsa(8 * recipient.encryptedKey.length));
  }

  /** The keys that the message names, whether or not the policy lets them open it. */
  List<KeyMatch> matching() throws IOException {
    return keys.named(identifiers());
  }

  /** What forbids all that the message names, or every scheme in it; null if nothing does. */
  @Nullable SmimeException obstacle() throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    SmimeException refusal = privateKeys(candidates);
    if (!candidates.isEmpty()) {
      return null;
    }
    return refusal != null ? refusal : anySupported() ? null : unsupported;
  }

  /**
   * Whether, of the candidates found so far, some may never be judged: nothing but a tag tells
   * whether they are right, and the content is too large to make all their tags.
   */
  boolean endsAtContentRuns() {
    return container.cipher().aead()
        && Math.max(uncheckedNamed, uncheckedOthers) > ContentRuns.allowed(container, limits);
  }

  /** Whether a key-encryption key is held that the message names. */
  boolean holdsSharedKey() {
    return secrets.holdsSharedKey();
  }

  /** How many private keys are held. */
  int held() throws IOException {
    return keys.size();
  }

  /** Keys that the message names and that were removed. */
  List<String> removed() throws IOException {
    return keys.removed(identifiers());
  }

  /** Whom the message names by certificate or key. */
  List<RecipientIdentifier> identifiers() {
    return recipients.stream().map(recipient -> recipient.identifier).distinct().toList();
  }

  /** Everybody and everything that may open it, in words for a person. */
  List<String> wanted() {
    return wanted.stream().map(Object::toString).distinct().toList();
  }

  /** Whether any key, password or shared key is one that the message names. */
  boolean anyNamed() {
    return anyNamed;
  }

  /** Throws what kept the source of the keys from telling all, if anything did. */
  void checkSource() throws IOException {
    keys.check();
  }

  /** What to say where none is. */
  SmimeException.NoMatchingKey noMatchingKey() throws IOException {
    return new SmimeException.NoMatchingKey(wanted(), held(), removed());
  }
}
