package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.base.Bound;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.base.PolicyRules;
import org.smime4j.internal.crypto.KeyKind;
import org.smime4j.internal.crypto.OtherRecipient;
import org.smime4j.internal.crypto.ParsedRecipient;
import org.smime4j.internal.crypto.ParsedRecipients;
import org.smime4j.internal.crypto.PrivateKeyRecipient;
import org.smime4j.internal.crypto.Work;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;

/**
 * Which keys may open a message: those that it names first, then every other that fits. No key is
 * used here, and nothing that is decided here depends on a secret.
 */
public final class CandidateSearch {

  /**
   * How many keys are looked at for each that may be tried: of those of the right length nearly all
   * fit, unless the message was made so that none does.
   */
  private static final long LOOKS = 100;

  /** RSA keys that are shorter anybody can compute; only the policy archive reads below 1024. */
  private final int leastRsaBits;

  private final OpeningOptions options;
  private final EncryptedContainer container;
  private final KeysAtHand keys;
  private final SecretRecipients secrets;
  private final Limits limits;
  private final List<Target> targets = new ArrayList<>();

  /** The targets of each whom the message names. */
  private final NavigableMap<Identifier, List<Target>> named = new TreeMap<>(Identifier.ORDER);

  /** Whom the message names, each once, in its order. */
  private final List<RecipientIdentifier> identifiers = new ArrayList<>();

  /** Everybody and everything that may open it: words once somebody asks. */
  private final List<Object> wanted = new ArrayList<>();

  private final Set<Tried> tried = new HashSet<>();

  /** Why the first recipient whose scheme is not supported cannot be opened. */
  private @Nullable SmimeException unsupported;

  private boolean anyNamed;

  /** How many candidates only the content can judge: of those named, and of the others. */
  private int uncheckedNamed;

  private int uncheckedOthers;

  /**
   * An encrypted key for one whom the message names, which a private key may unwrap.
   *
   * @param place of the recipientInfo, counted from 0
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by identity
  private record Target(
      int place, ParsedRecipient recipient, byte[] encryptedKey, RecipientIdentifier identifier) {}

  /** Compared by hand: a record's own way is made by reflection, in a fresh JVM for 20 ms. */
  private record Tried(Target target, PublicKey key) {

    @Override
    @SuppressWarnings("ReferenceEquality") // two equal entries of a message are two targets
    public boolean equals(Object other) {
      return other instanceof Tried tried && target == tried.target && key.equals(tried.key);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(target) + key.hashCode();
    }
  }

  /** The search for a message, up to where a key would be used. */
  public static CandidateSearch of(Octets cms, OpeningOptions options) throws IOException {
    return new CandidateSearch(
        options,
        EncryptedContainer.admit(
            ContentInfoReader.read(cms, options.limits()), options.policy(), options.providers()));
  }

  CandidateSearch(OpeningOptions options, EncryptedContainer container) throws IOException {
    this.options = options;
    this.container = container;
    keys = new KeysAtHand(options.keys());
    limits = options.limits();
    leastRsaBits = PolicyRules.of(options.policy()).minimumRsaBits();
    List<ParsedRecipient> recipients = new ArrayList<>();
    for (RecipientInfo info : container.recipients()) {
      ParsedRecipient recipient = ParsedRecipients.of(info, limits);
      if (unsupported == null && recipient instanceof OtherRecipient other) {
        unsupported = other.why();
      }
      for (RecipientInfo.RecipientEncryptedKey each : info.encryptedKeys()) {
        add(recipients.size(), recipient, each);
      }
      if (info.secret() != null) {
        wanted.add(info.secret());
      }
      recipients.add(recipient);
    }
    if (container.isWithoutRecipients()) {
      wanted.add("a content key");
    }
    secrets = new SecretRecipients(options, container, recipients);
  }

  private void add(
      int place, ParsedRecipient recipient, RecipientInfo.RecipientEncryptedKey encrypted)
      throws SmimeException {
    List<Target> same =
        named.computeIfAbsent(encrypted.identifier(), identifier -> new ArrayList<>(1));
    if (same.isEmpty()) {
      identifiers.add(identifier(encrypted.identifier()));
      wanted.add(identifiers.get(identifiers.size() - 1));
    }
    RecipientIdentifier identifier =
        same.isEmpty() ? identifiers.get(identifiers.size() - 1) : same.get(0).identifier;
    Target target = new Target(place, recipient, encrypted.encryptedKey(), identifier);
    same.add(target);
    targets.add(target);
    Bound.check(limits, Limit.RECIPIENTS, targets.size());
  }

  private static RecipientIdentifier identifier(Identifier identifier) {
    if (identifier.issuer() != null && identifier.serial() != null) {
      return RecipientIdentifier.of(identifier.issuer(), identifier.serial());
    }
    byte[] key = identifier.subjectKeyIdentifier();
    return RecipientIdentifier.of(key == null ? new byte[0] : key);
  }

  private List<Target> targets(RecipientIdentifier wanted) {
    return named.getOrDefault(
        new Identifier(
            wanted.issuer().orElse(null),
            wanted.serial().orElse(null),
            wanted.subjectKeyIdentifier().orElse(null)),
        List.of());
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
    Bound.check(limits, Limit.KEY_TRIALS, candidates.size());
    return candidates;
  }

  private boolean anySupported() {
    return targets.isEmpty()
        ? unsupported == null
        : targets.stream().anyMatch(target -> target.recipient instanceof PrivateKeyRecipient);
  }

  private @Nullable SmimeException privateKeys(List<Candidate> candidates) throws IOException {
    SmimeException refusal = null;
    for (KeyMatch match : keys.named(identifiers)) {
      anyNamed = true;
      for (Target target : targets(match.wanted())) {
        if (target.recipient instanceof OtherRecipient other) {
          refusal = refusal == null ? other.why() : refusal;
        } else if (isForbidden(match.key())) {
          refusal = refusal == null ? refusal(match.key()) : refusal;
        } else if (target.recipient instanceof PrivateKeyRecipient recipient) {
          PublicKey key = match.key().publicKey();
          byte[] whole = recipient.whole(target.encryptedKey, key);
          if (recipient.fits(whole, key) && tried.add(new Tried(target, key))) {
            candidates.add(candidate(true, target, recipient, whole, match));
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
      return Failures.refused(
          SmimeException.Refused.Rule.AEAD_ONLY_KEY,
          "the key was marked to open authenticated encryption only: " + key);
    }
    int bits = key.publicKey() instanceof RSAKey rsa ? rsa.getModulus().bitLength() : 0;
    return Failures.refused(
        SmimeException.Refused.Rule.RSA_KEY_TOO_SHORT,
        "an RSA key of "
            + bits
            + " bits is no secret; the policy "
            + options.policy()
            + " reads from "
            + leastRsaBits
            + " bits");
  }

  /**
   * @param encryptedKey the target's, as long as the key needs it
   */
  private Candidate candidate(
      boolean isNamed,
      Target target,
      PrivateKeyRecipient recipient,
      byte[] encryptedKey,
      KeyMatch match) {
    if (!recipient.isSelfChecking()) {
      uncheckedNamed += isNamed ? 1 : 0;
      uncheckedOthers += isNamed ? 0 : 1;
    }
    DecryptionKey key = match.key();
    return new Candidate(
        isNamed,
        recipient.isSelfChecking(),
        recipient.label(),
        target.place,
        encryptedKey.length > target.encryptedKey.length,
        match,
        () ->
            recipient.unwrap(
                encryptedKey,
                key.privateKey(),
                key.publicKey(),
                container.cekOctets(),
                options.providers()));
  }

  /**
   * Every other key that fits a recipient by kind and size.
   *
   * @param left how many operations are left
   * @param check made before each look at a key
   * @throws SmimeException.LimitExceeded if there are more, or if far more keys are looked at than
   *     may be tried: that depends on public counts and values alone
   */
  public List<Candidate> trials(long left, LookCheck check) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    long allowed = limits.of(Limit.KEY_TRIALS);
    long looks = LOOKS * Math.min(allowed, Long.MAX_VALUE / LOOKS);
    for (Target target : targets) {
      if (!(target.recipient instanceof PrivateKeyRecipient recipient)) {
        continue;
      }
      for (PrivateKeyRecipient.Kind kind : recipient.kinds(target.encryptedKey)) {
        DecryptionKey key;
        for (int i = 0; (key = keys.at(i, kind(kind), check)) != null; i++) {
          check.check();
          if (isForbidden(key)) {
            continue;
          }
          if (--looks < 0) {
            throw Failures.limitExceeded(Limit.KEY_TRIALS, allowed);
          }
          if (recipient.fits(target.encryptedKey, key.publicKey())
              && tried.add(new Tried(target, key.publicKey()))) {
            if (candidates.size() >= left) {
              throw Failures.limitExceeded(Limit.KEY_TRIALS, allowed);
            }
            candidates.add(
                candidate(
                    false,
                    target,
                    recipient,
                    target.encryptedKey,
                    new KeyMatch(key, FoundBy.TRIAL, target.identifier)));
          }
        }
      }
    }
    return candidates;
  }

  private static String kind(PrivateKeyRecipient.Kind kind) {
    KeyKind own =
        switch (kind.algorithm()) {
          case Oids.RSA_ENCRYPTION -> KeyKind.rsa(8 * Integer.parseInt(kind.detail()));
          case Oids.EC_PUBLIC_KEY -> KeyKind.ec(kind.detail());
          default -> new KeyKind(kind.algorithm(), kind.detail());
        };
    return own.toString();
  }

  /** The keys that the message names, whether or not the policy lets them open it. */
  public List<KeyMatch> matching() throws IOException {
    return keys.named(identifiers);
  }

  /** What it costs to say in words whom the message names. */
  public long cost() {
    return identifiers.stream()
        .mapToLong(each -> Work.printing(each.issuer().map(issuer -> issuer.length).orElse(0)))
        .sum();
  }

  /** What forbids all that the message names, or every scheme in it; null if nothing does. */
  public @Nullable SmimeException obstacle() throws IOException {
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
  public boolean endsAtContentRuns() {
    return container.cipher().aead()
        && Math.max(uncheckedNamed, uncheckedOthers) > ContentRuns.allowed(container, limits);
  }

  /** Whether a key-encryption key is held that the message names. */
  public boolean holdsSharedKey() {
    return secrets.holdsSharedKey();
  }

  /** How many private keys are held. */
  public int held() throws IOException {
    return keys.size();
  }

  /** Keys that the message names and that were removed. */
  public List<String> removed() throws IOException {
    return keys.removed(identifiers);
  }

  /** Whom the message names by certificate or key. */
  public List<RecipientIdentifier> identifiers() {
    return List.copyOf(identifiers);
  }

  /** Everybody and everything that may open it, in words for a person. */
  public List<String> wanted() {
    return wanted.stream().map(Object::toString).distinct().toList();
  }

  /** Whether any key, password or shared key is one that the message names. */
  boolean anyNamed() {
    return anyNamed;
  }

  /** Throws what kept the source of the keys from telling all, if anything did. */
  public void checkSource() throws IOException {
    keys.check();
  }

  /** What to say where none is. */
  SmimeException.NoMatchingKey noMatchingKey() throws IOException {
    return Failures.noMatchingKey(wanted(), held(), removed());
  }
}
