package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOutput;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.internal.content.ContentDecryption;
import org.smime4j.internal.content.ContentDecryption.Head;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.internal.verify.CarriedAttributes;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Turns candidates into content keys, and finds the content key that proves its content. It reads
 * the first octets of the content once and tries all keys on them. It then decrypts the whole
 * content with each promising key.
 */
final class ContentTrial implements AutoCloseable {

  /** The number of first octets that select the keys for the whole content. */
  private static final int HEAD = 64;

  /** The largest number of content keys among which padding of any length proves one. */
  static final int SURE_PADDING = 16;

  private final OpeningOptions options;
  private final Limits limits;
  private final EncryptedContainer message;
  private final KeyTrials work;
  private final boolean inMemory;
  private final ParallelTrial trial;

  /** True if the content fits into the head. A separate look at the head then saves nothing. */
  private final boolean tiny;

  private @Nullable Head head;
  private final Set<ByteBuffer> seen = new HashSet<>();
  private final List<byte[]> secrets = new ArrayList<>();
  private int named;
  private int others;
  private int unable;
  private int namedUnable;

  /** Content keys that found right padding. */
  private int padded;

  private SmimeException.@Nullable ProviderUnavailable firstUnable;

  /**
   * @param work the remaining decryptions of whole contents
   * @param inMemory whether the content is decrypted into memory. Otherwise each reading decrypts
   *     it again
   */
  ContentTrial(
      OpeningOptions options, EncryptedContainer message, KeyTrials work, boolean inMemory) {
    this.options = options;
    this.limits = options.limits;
    this.message = message;
    this.work = work;
    this.inMemory = inMemory;
    this.trial = new ParallelTrial(options.trialThreads);
    this.tiny = message.encryptedContent().sizeIfKnown().orElse(Long.MAX_VALUE) <= HEAD;
  }

  /**
   * Performs the operation of each candidate, and decrypts the first octets. The work depends only
   * on public counts. Equal content keys are tried once.
   */
  List<ContentKey> unwrap(List<Candidate> candidates) throws IOException {
    if (candidates.isEmpty()) {
      return List.of();
    }
    // The tag alone decides on a single key of an authenticated cipher.
    if (head == null && !tiny && (candidates.size() > 1 || !message.cipher().isAead())) {
      head = message.decryption().head(HEAD);
    }
    Head first = head;
    for (Candidate candidate : candidates) {
      named += candidate.named() ? 1 : 0;
      others += candidate.named() ? 0 : 1;
    }
    ContentKey[] keys = new ContentKey[candidates.size()];
    try {
      trial.run(
          keys.length,
          index -> {
            Candidate candidate = candidates.get(index);
            UnwrappedKey unwrapped = candidate.unwrapping().unwrap();
            ContentProof seen = proof();
            if (first != null) {
              byte[] octets = first.under(unwrapped.cek());
              seen.take(octets, 0, octets.length);
            }
            keys[index] = new ContentKey(candidate, unwrapped, seen);
          });
    } finally {
      for (ContentKey key : keys) {
        if (key != null) {
          secrets.add(key.cek);
        }
      }
    }
    List<ContentKey> distinct = new ArrayList<>();
    for (ContentKey key : keys) {
      if (key.unable != null) {
        unable++;
        namedUnable += key.candidate.named() ? 1 : 0;
        firstUnable = firstUnable == null ? key.unable : firstUnable;
      }
      byte[] mark = Arrays.copyOf(key.cek, key.cek.length + 1);
      mark[key.cek.length] = (byte) (key.candidate.selfChecking() ? 1 : 0);
      secrets.add(mark);
      if (seen.add(ByteBuffer.wrap(mark))) {
        distinct.add(key);
      }
    }
    return distinct;
  }

  /**
   * Returns why the first candidate could not be used, if no candidate or no named candidate could
   * be used; otherwise null.
   */
  SmimeException.@Nullable ProviderUnavailable allUnable() {
    boolean noneNamed = named > 0 && namedUnable == named;
    return noneNamed || unable == named + others ? firstUnable : null;
  }

  /** Decrypts the whole content with the promising keys, until one proves it. */
  @Nullable Decryption firstProven(List<ContentKey> keys) throws IOException {
    if (keys.isEmpty()) {
      return null;
    }
    return message.cipher().isAead() ? byTag(keys) : byForm(keys);
  }

  /**
   * Decrypts with one key, usually the right one. It then computes the tags for all other keys,
   * regardless of their first octets.
   */
  private @Nullable Decryption byTag(List<ContentKey> keys) throws IOException {
    List<ContentKey> worth = mostWorth(keys);
    Decryption proven = run(worth.get(0));
    if (proven != null || worth.size() == 1) {
      return proven;
    }
    ParallelTrial.check();
    List<byte[]> others = worth.stream().skip(1).map(key -> key.cek).toList();
    int right = message.decryption().firstWithRightTag(others);
    return right < 0 ? null : run(worth.get(1 + right));
  }

  /**
   * Tries each named key whose scheme checks itself. Of all other keys, it tries those whose first
   * octets may be content, or otherwise the first key. If the content may have any form, it also
   * tries the key that passed its check.
   */
  private @Nullable Decryption byForm(List<ContentKey> keys) throws IOException {
    List<ContentKey> worth = new ArrayList<>();
    List<ContentKey> byHead = new ArrayList<>();
    for (ContentKey key : keys) {
      boolean named = key.candidate.named() && key.candidate.selfChecking();
      (named ? worth : byHead).add(key);
    }
    if (!byHead.isEmpty()) {
      List<ContentKey> plausible = byHead.stream().filter(key -> key.plausible).toList();
      worth.addAll(plausible.isEmpty() ? byHead.subList(0, 1) : plausible);
      ContentKey checked =
          options.form == ContentRule.ONLY_MAIL ? null : ContentKey.checked(byHead);
      if (checked != null) {
        secrets.add(checked.cek);
        worth.add(checked);
      }
    }
    for (ContentKey key : mostWorth(worth)) {
      Decryption proven = run(key);
      if (proven != null) {
        return proven;
      }
    }
    return null;
  }

  /**
   * Returns the keys that may decrypt the whole content, first those whose first octets may be
   * content. If there are too many, the key that passed its check comes before all others. The
   * number of keys depends only on public counts.
   */
  private List<ContentKey> mostWorth(List<ContentKey> keys) {
    boolean areNamed = keys.get(0).candidate.named();
    long allowed = work.drawRuns(message, areNamed ? named : others);
    List<ContentKey> worth = new ArrayList<>();
    if (keys.size() > allowed) {
      ContentKey checked = ContentKey.checked(keys);
      if (checked != null) {
        secrets.add(checked.cek);
        worth.add(checked);
      }
    }
    keys.stream().filter(key -> key.plausible).forEach(worth::add);
    keys.stream().filter(key -> !key.plausible).forEach(worth::add);
    return worth.subList(0, (int) Math.min(allowed, worth.size()));
  }

  private ContentProof proof() {
    long plain = message.decryption().plaintextSize();
    return ContentProof.of(
        plain >= 0
            ? ContentProof.Expected.exactly(plain)
            : ContentProof.Expected.padded(message.encryptedContent().sizeIfKnown().orElse(-1)),
        options.policy.readsArchive(),
        limits);
  }

  /** Decrypts the whole content. If it is not proven, no decrypted octet leaves this class. */
  private @Nullable Decryption run(ContentKey key) throws IOException {
    ParallelTrial.check();
    key.ran = true;
    boolean selfProving =
        message.cipher().isAead()
            || (key.candidate.selfChecking() && options.form == ContentRule.ANY);
    ContentProof proof = proof();
    OutputStream probe = selfProving ? ArrayOutput.discarding() : new Probe(proof);
    ByteSource content =
        inMemory
            ? message.decryption().inMemory(key.cek, probe)
            : message.decryption().run(key.cek, probe);
    ContentProof.Proven form = proof.end();
    // The result of the scheme's own check is used only here, together with all others.
    int accepted = (content != null ? -1 : 0) & key.proof;
    if (content == null || accepted == 0) {
      return null;
    }
    if (selfProving) {
      return opened(key, content, List.of());
    }
    if (form == null) {
      key.padded = mayBeOctets(proof.beginsLikeHeader()) ? content : null;
      return key.candidate.selfChecking() ? unproven(key) : null;
    }
    List<Finding> deviations = new ArrayList<>();
    if (form.raw8Bit()) {
      deviations.add(new Finding(Finding.Code.RAW_8BIT_HEADER, ""));
    }
    if (form.inOctetString()) {
      deviations.add(new Finding(Finding.Code.CONTENT_IN_OCTET_STRING, ""));
      content = peeled(content);
    }
    return opened(key, content, deviations);
  }

  private ByteSource peeled(ByteSource octetString) throws IOException {
    ByteSource peeled = new DerivedOctets(() -> new PeeledInput(octetString.open()));
    return inMemory ? ByteSource.of(peeled.bytes()) : peeled;
  }

  /**
   * Accepts content by its padding alone, after every candidate failed to prove it. Exactly one of
   * the content keys must find right padding, and none of an earlier call. Recipients who share a
   * content key count once. A wrong key finds right padding once in 256 times, so many keys need
   * longer padding. The work depends only on the number of content keys.
   */
  @Nullable Decryption byPadding(List<ContentKey> keys) throws IOException {
    List<ContentKey> unchecked = keys.stream().filter(ContentKey::isUnchecked).toList();
    if (unchecked.isEmpty() || message.cipher().isAead() || options.form == ContentRule.ONLY_MAIL) {
      return null;
    }
    ParallelTrial.check();
    ContentDecryption.Tail tail = message.decryption().tail();
    int least = leastPadding(unchecked.size());
    ContentKey found = null;
    for (ContentKey key : unchecked) {
      if ((tail.padding(key.cek) & key.proof) >= least) {
        found = key;
        padded++;
      }
    }
    if (found == null || padded > 1) {
      return null;
    }
    if (!found.ran && !found.plausible && mayBeOctets(found.beginsLikeHeader)) {
      run(found);
    }
    return unproven(found);
  }

  /**
   * Returns whether content may have any form. Mail whose header is not well formed was changed:
   * its blocks may be spliced (threat A2).
   */
  private boolean mayBeOctets(boolean beginsLikeHeader) {
    return switch (options.form) {
      case ANY -> true;
      case MAIL -> !beginsLikeHeader;
      case ONLY_MAIL -> false;
    };
  }

  /**
   * Returns how long padding must be that one of several content keys finds. Chance alone then
   * gives it to one of them in at most one of 16 messages.
   */
  private static int leastPadding(int keys) {
    int least = 1;
    for (int left = keys; left > SURE_PADDING; left >>= 8) {
      least++;
    }
    return least;
  }

  private @Nullable Decryption unproven(ContentKey key) {
    return key.padded == null
        ? null
        : opened(key, key.padded, List.of(new Finding(Finding.Code.NOT_MIME, "")));
  }

  private Decryption opened(ContentKey key, ByteSource content, List<Finding> more) {
    List<Finding> deviations = new ArrayList<>(message.deviations());
    Candidate candidate = key.candidate();
    KeyMatch match = candidate.key();
    if (match != null
        && (match.foundBy() == FoundBy.TRIAL || match.foundBy() == FoundBy.SAME_KEY)) {
      deviations.add(new Finding(Finding.Code.RECIPIENT_BY_TRIAL, "{0}", match.foundBy().name()));
    }
    if (match != null && RecipientForm.isAnother(match)) {
      Finding inWords = RecipientForm.identifier(match.wanted()).inWords();
      deviations.add(new Finding(Finding.Code.RECIPIENT_IDENTIFIER, "{0}", inWords));
    }
    if (WrapSize.isOfAnotherKey(candidate.keyManagement(), message.cipher())) {
      deviations.add(new Finding(Finding.Code.KEY_WRAP_SIZE, "{0}", candidate.keyManagement()));
    }
    if (candidate.lengthened()) {
      deviations.add(new Finding(Finding.Code.ENCRYPTED_KEY_SHORT, ""));
    }
    deviations.addAll(more);
    List<Attribute> attributes =
        new ArrayList<>(CarriedAttributes.read(message.authAttrs(), true, limits));
    attributes.addAll(CarriedAttributes.read(message.otherAttrs(), false, limits));
    Optional<KeyMatch> used = Optional.ofNullable(match);
    return new Decryption(
        content,
        new OpenedLayer(
            message.label(),
            message.contentType(),
            message.cipher(),
            message.authenticated(),
            candidate.keyManagement(),
            candidate.recipient(),
            named,
            others,
            used,
            match != null && isDowngradePossible(match.key()),
            List.copyOf(attributes),
            List.copyOf(deviations),
            KeyValidity.of(used.flatMap(KeyMatch::certificate), SystemTime.now())));
  }

  /**
   * Asks the source whether the key has opened authenticated content before. If this content is
   * authenticated, records it instead.
   */
  private boolean isDowngradePossible(DecryptionKey key) {
    KeySource source = options.keys;
    try {
      if (message.authenticated()) {
        source.openedAuthenticated(key);
        return false;
      }
      return source.hasOpenedAuthenticated(key);
    } catch (RuntimeException silent) {
      // A failure of this record does not prevent returning the content.
      return false;
    }
  }

  /** Wipes every content key. Opened content has its own copy. */
  @Override
  public void close() {
    secrets.forEach(secret -> Arrays.fill(secret, (byte) 0));
  }

  /** Examines provisional plaintext and discards it. */
  private static final class Probe extends ArrayOutput {
    private final ContentProof proof;

    Probe(ContentProof proof) {
      this.proof = proof;
    }

    @Override
    public void write(byte[] octets, int from, int length) {
      proof.take(octets, from, from + length);
    }
  }
}
