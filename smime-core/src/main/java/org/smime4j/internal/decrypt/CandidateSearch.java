package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.recipient.ParsedRecipient;
import org.smime4j.internal.recipient.ParsedRecipients;
import org.smime4j.internal.recipient.ParsedRecipients.OtherRecipient;
import org.smime4j.internal.recipient.PrivateKeyRecipient;
import org.smime4j.internal.signature.Work;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Finds the keys that may open a message: first those that the message names, then every other key
 * that fits. It uses no key, and no decision depends on a secret.
 */
final class CandidateSearch {

  /**
   * The shortest RSA key. Anyone can compute shorter ones. Only the policy archive accepts fewer
   * than 1024 bits.
   */
  private final int leastRsaBits;

  private final OpeningOptions options;
  private final EncryptedContainer container;
  private final KeysAtHand keys;
  private final SecretRecipients secrets;
  private final Limits limits;
  private final List<Target> targets = new ArrayList<>();

  /** The targets for each identifier in the message. */
  private final NavigableMap<Identifier, List<Target>> named = new TreeMap<>(Identifier.ORDER);

  /** The recipients that the message names, each once, in its order. */
  private final List<RecipientIdentifier> identifiers = new ArrayList<>();

  /** Everything that may open the message. It is converted to text on request. */
  private final List<Object> wanted = new ArrayList<>();

  /** Distinct keys. Hashing and comparing a point of a curve is slow, and done once a key. */
  private final Map<PublicKey, Integer> distinct = new HashMap<>();

  private final IdentityHashMap<PublicKey, Integer> numbers = new IdentityHashMap<>();

  /** Pairs of a target and a key. */
  private final Set<Long> tried = new HashSet<>();

  private final TriedKeys triedKeys = new TriedKeys();

  /**
   * Pairs of a recipientInfo and a key. Its encrypted keys share the costly part of an operation.
   */
  private final Set<Long> used = new HashSet<>();

  /** The exception for the first recipient with an unsupported scheme. */
  private @Nullable SmimeException unsupported;

  private boolean anyNamed;

  private boolean isKeyNamed;

  /** The number of named candidates that only the content can confirm. */
  private int uncheckedNamed;

  private int uncheckedOthers;

  /** The number of the target for which {@link #trials} examines keys, from 1. */
  private int position;

  /**
   * An encrypted key for a named recipient, which a private key may unwrap.
   *
   * @param number the index of the target: two equal entries of a message are two targets
   * @param place the index of the recipientInfo, from 0
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Target(
      int number,
      int place,
      ParsedRecipient recipient,
      byte[] encryptedKey,
      RecipientIdentifier identifier) {}

  /** Two numbers as one. A record's own equals takes 20 ms in a new JVM. */
  private static long pair(int one, int other) {
    return (long) one << Integer.SIZE | other;
  }

  /** Returns the search for a message, up to the point where a key would be used. */
  public static CandidateSearch of(ByteSource cms, OpeningOptions options) throws IOException {
    return new CandidateSearch(
        options,
        EncryptedContainer.admit(
            ContentInfoReader.read(cms, options.limits), options.policy, options.providers, 0));
  }

  CandidateSearch(OpeningOptions options, EncryptedContainer container) throws IOException {
    this.options = options;
    this.container = container;
    keys = new KeysAtHand(options.keys);
    limits = options.limits;
    leastRsaBits = options.policy.minimumRsaBits();
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
    Target target =
        new Target(targets.size(), place, recipient, encrypted.encryptedKey(), identifier);
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
    return named.getOrDefault(RecipientForm.identifier(wanted), List.of());
  }

  /**
   * Returns the candidates that the message names, in the order for trying them: private keys, then
   * shared keys, then passwords.
   *
   * @throws SmimeException.Refused if the policy forbids every named key
   * @throws SmimeException.UnsupportedAlgorithm if the scheme of every named key, or of every
   *     recipient, is unsupported
   */
  List<Candidate> named() throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    SmimeException refusal = privateKeys(candidates);
    anyNamed |= secrets.addContentKeys(candidates);
    anyNamed |= secrets.addSharedKeys(candidates);
    isKeyNamed = !candidates.isEmpty();
    anyNamed |= secrets.addPasswords(candidates);
    if (candidates.isEmpty() && refusal != null) {
      throw refusal;
    }
    if (candidates.isEmpty() && !anySupported() && unsupported != null) {
      throw unsupported;
    }
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
          if (recipient.fits(whole, key) && tried.add(pair(target.number, number(key)))) {
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
    return key.isAeadOnly() && !container.authenticated();
  }

  private boolean isTooShort(DecryptionKey key) {
    return key.publicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < leastRsaBits;
  }

  /** Returns the exception for a forbidden key. */
  private SmimeException refusal(DecryptionKey key) {
    if (isForAeadOnly(key)) {
      return new SmimeException.Refused(
          SmimeException.Refused.Rule.AEAD_ONLY_KEY,
          "the key is marked for authenticated encryption only: " + key);
    }
    int bits = key.publicKey() instanceof RSAKey rsa ? rsa.getModulus().bitLength() : 0;
    return new SmimeException.Refused(
        SmimeException.Refused.Rule.RSA_KEY_TOO_SHORT,
        String.format(
            "an RSA key of %s bits is too short; the policy %s reads from %s bits",
            bits, options.policy, leastRsaBits));
  }

  /**
   * @param encryptedKey the encrypted key of the target, in the length that the key needs
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
        cost(target.place, key.publicKey()),
        match,
        () ->
            recipient.unwrap(
                encryptedKey,
                key.privateKey(),
                key.publicKey(),
                container.cekOctets(),
                options.providers));
  }

  private int number(PublicKey key) {
    return numbers.computeIfAbsent(
        key, its -> distinct.computeIfAbsent(its, next -> distinct.size()));
  }

  /** How many recipients there are is the sender's choice: from the third on they count more. */
  private long cost(int place, PublicKey key) {
    long once = Work.UNWRAPPING + (used.add(pair(place, number(key))) ? Work.operating(key) : 0);
    return place < 2 ? once : once * 5 / 2;
  }

  /**
   * Returns every other key that fits a recipient by kind and size, as many as may be tried.
   *
   * @param left the remaining work. It ends where more keys would have to be tried, or examined
   * @param check the check before each key is examined
   */
  public List<Candidate> trials(KeyTrials left, LookCheck check) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (Target target : targets) {
      position++;
      if (!(target.recipient instanceof PrivateKeyRecipient recipient)) {
        continue;
      }
      for (KeyKind kind : recipient.kinds(target.encryptedKey)) {
        DecryptionKey key;
        for (int i = 0; (key = keys.at(i, kind.toString(), check)) != null; i++) {
          check.check();
          if (!left.draw(Work.EXAMINING)) {
            return candidates;
          }
          int number = number(key.publicKey());
          if (isForbidden(key)) {
            triedKeys.forbid(number, key);
          } else if (recipient.fits(target.encryptedKey, key.publicKey())
              && tried.add(pair(target.number, number))) {
            KeyMatch match = KeyMatch.of(key, FoundBy.TRIAL, target.identifier);
            Candidate next = candidate(false, target, recipient, target.encryptedKey, match);
            if (!left.draw(next.cost())) {
              return candidates;
            }
            candidates.add(next);
            triedKeys.add(number, next);
          }
        }
      }
    }
    return candidates;
  }

  /** Returns the keys that the message names, even if the policy forbids them. */
  public List<KeyMatch> matching() throws IOException {
    return keys.named(identifiers);
  }

  /** Returns the work for naming the recipients of the message as text. */
  public long cost() {
    return identifiers.stream()
        .mapToLong(each -> Work.printing(each.issuer().map(issuer -> issuer.length).orElse(0)))
        .sum();
  }

  /**
   * Returns the exception if every named key is forbidden, or every scheme is unsupported;
   * otherwise null.
   */
  public @Nullable SmimeException obstacle() throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    SmimeException refusal = privateKeys(candidates);
    isKeyNamed = !candidates.isEmpty() || secrets.holdsSharedKey();
    if (!candidates.isEmpty()) {
      return null;
    }
    return refusal != null ? refusal : anySupported() ? null : unsupported;
  }

  /**
   * Returns true if some candidates found so far may stay untested. Only a tag can confirm such
   * candidates, and the content is too large to compute the tags of all.
   */
  public boolean endsAtContentRuns() {
    return container.cipher().isAead()
        && Math.max(uncheckedNamed, uncheckedOthers) > new KeyTrials(limits).allowedRuns(container);
  }

  /** Returns true if the message names an available key-encryption key, or a password. */
  boolean mayHaveSecret() {
    return secrets.holdsSharedKey() || secrets.mayHavePassword();
  }

  /** Returns the number of available private keys. */
  public int held() throws IOException {
    return keys.size();
  }

  /** Returns the removed keys that the message names. */
  public List<String> removed() throws IOException {
    return keys.removed(identifiers);
  }

  /** Returns the recipients that the message names by certificate or key. */
  public List<RecipientIdentifier> identifiers() {
    return List.copyOf(identifiers);
  }

  /** Returns everything that may open the message, as text for people. */
  public List<String> wanted() {
    return wanted.stream().map(Object::toString).distinct().toList();
  }

  /** Returns true if the message names an available key, password or shared key. */
  boolean anyNamed() {
    return anyNamed;
  }

  /**
   * Returns true if an available key, and not only a password, may open the message because of what
   * the message names. Then no other key needs to be tried.
   */
  boolean isKeyNamed() {
    return isKeyNamed;
  }

  /** Throws the failure of the key source, if it had one. */
  public void checkSource() throws IOException {
    keys.check();
  }

  /** Returns the keys that {@link #trials} returned so far. */
  public TriedKeys triedKeys() {
    return triedKeys;
  }

  /**
   * Returns where {@link #trials} ended, as text that follows another.
   *
   * @param reached the limit that ended it. Only one of them ends decrypting at the same place
   */
  public String end(Limit reached) {
    if (reached != Limit.PRIVATE_KEY_MILLIS) {
      return "; not all of them were examined (Limit." + reached + ")";
    }
    String after = position < targets.size() ? ", and none for the recipients after it" : "";
    return String.format(
        ". Limit.%s ends the search at recipient %s of %s: other keys are not tried for it%s",
        reached, position, targets.size(), after);
  }

  /** Returns what may have keys and could not be opened, each with the reason. */
  public Map<String, String> unopened() throws IOException {
    return keys.unopened();
  }

  /**
   * Returns what to do if no key opens the message, as sentences that follow another.
   *
   * @param unopened what to open first, as a sentence that follows another; empty if there is
   *     nothing
   */
  public String advice(String unopened) {
    return triedKeys.advice(
        !identifiers.isEmpty(), unopened, container.cipher().isAead(), options.form);
  }

  /**
   * Returns the exception if the message names no key, and no other opened it. Its text may reach
   * the sender, so it counts files and does not name them.
   */
  SmimeException.NoMatchingKey noMatchingKey() throws IOException {
    int files = unopened().size();
    String unopened =
        files == 0
            ? ""
            : ". Not opened: "
                + (files == 1 ? "1 key file or entry" : files + " key files or entries")
                + ", which the diagnosis names";
    return new SmimeException.NoMatchingKey(
        wanted(), triedKeys.count(held(), true), advice(unopened), removed());
  }
}
