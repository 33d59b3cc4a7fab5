package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOutput;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.content.ContentDecryption.Head;
import org.smime4j.internal.content.ContentDecryption.Plaintext;
import org.smime4j.internal.content.ContentDecryption.Tail;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.verify.CarriedAttributes;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.reports.Attribute;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Turns candidates into content keys, and finds the one that proves its content. It uses all
 * candidates. From the first octets and the last block it chooses one content key, and decrypts the
 * whole content once with that. For content with a tag it computes the tags of all instead. How
 * much of this there is depends on public counts alone.
 */
final class ContentTrial implements AutoCloseable {

  private static final Pattern AGREEMENT =
      Pattern.compile("(?:ecdh|x25519|x448)-.*-aes(128|192|256)-wrap");

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

  /** True if the content fits into the head, which then shows whether it is content at all. */
  private final boolean tiny;

  private final List<ContentKey> keys = new ArrayList<>();
  private int named;
  private int others;
  private int unable;
  private int namedUnable;

  /** What opens if its padding alone may prove the key; otherwise null. */
  private @Nullable OpenedContent padded;

  /** The key of that, or else the one chosen last. */
  private @Nullable ContentKey chosen;

  /** What did not open, with its decrypted octets; null if there are none. */
  private @Nullable OpenedContent rejected;

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
   * Performs the operation of each candidate. It then decrypts the first octets and the last block
   * with each content key, if there are several to choose from.
   */
  private List<ContentKey> unwrap(List<Candidate> candidates) throws IOException {
    for (Candidate candidate : candidates) {
      named += candidate.named() ? 1 : 0;
      others += candidate.named() ? 0 : 1;
    }
    boolean aead = message.cipher().isAead();
    long enough = aead ? work.allowedRuns(message) : 1;
    boolean several = candidates.size() > enough;
    Head first = several ? message.decryption().head(HEAD) : null;
    Tail last = several && !aead ? message.decryption().tail() : null;
    ContentKey[] unwrapped = new ContentKey[candidates.size()];
    try {
      trial.run(
          unwrapped.length,
          index -> {
            Candidate candidate = candidates.get(index);
            ContentKey key = new ContentKey(candidate, candidate.unwrapping().unwrap());
            unwrapped[index] = key;
            if (first != null) {
              key.likelihood = likelihood(first.under(key.cek));
            }
            if (last != null) {
              key.padding = last.padding(key.cek);
            }
          });
    } finally {
      Stream.of(unwrapped).filter(Objects::nonNull).forEach(keys::add);
    }
    for (ContentKey key : unwrapped) {
      if (key.unable != null) {
        unable++;
        namedUnable += key.candidate.named() ? 1 : 0;
        firstUnable = firstUnable == null ? key.unable : firstUnable;
      }
    }
    return List.of(unwrapped);
  }

  private int likelihood(byte[] octets) {
    ContentProof seen = proof();
    seen.take(octets, 0, octets.length);
    return tiny && seen.end() == null ? 0 : seen.likelihood();
  }

  /**
   * Returns why the first candidate could not be used, if no candidate or no named candidate could
   * be used; otherwise null.
   */
  SmimeException.@Nullable ProviderUnavailable allUnable() {
    boolean noneNamed = named > 0 && namedUnable == named;
    return noneNamed || unable == named + others ? firstUnable : null;
  }

  /**
   * Uses every candidate, chooses one content key, and decrypts the whole content with it. Returns
   * null if neither a tag, the scheme nor the form of the content proves that key.
   */
  @Nullable OpenedContent proven(List<Candidate> candidates) throws IOException {
    if (candidates.isEmpty()) {
      return null;
    }
    List<ContentKey> unwrapped = unwrap(candidates);
    return message.cipher().isAead() ? byTag(unwrapped) : byForm(unwrapped);
  }

  /** Computes the tags of all keys, if there are several, and decrypts with one key. */
  private @Nullable OpenedContent byTag(List<ContentKey> all) throws IOException {
    List<ContentKey> worth = mostWorth(all);
    int right = 0;
    if (worth.size() > 1) {
      ParallelTrial.check();
      List<byte[]> ceks = worth.stream().map(key -> key.cek).toList();
      right = Math.max(0, message.decryption().firstWithRightTag(ceks));
    }
    ContentKey key = worth.get(right);
    Plaintext plaintext = decrypted(key, ArrayOutput.discarding());
    return plaintext == null || key.proof == 0
        ? null
        : opened(key, plaintext.octets(), plaintext.octets(), List.of(), true);
  }

  /**
   * Returns the keys whose tags may be computed, first those whose first octets may be content. The
   * number of keys depends only on public counts.
   */
  private List<ContentKey> mostWorth(List<ContentKey> all) {
    long allowed = work.drawRuns(message, all.size());
    return all.stream()
        .sorted(Comparator.comparingInt((ContentKey key) -> -key.fitness(1)))
        .limit(allowed)
        .toList();
  }

  /**
   * Decrypts the whole content once, with the key that fits best. All decisions on its padding and
   * its form come after that, so the work is the same whatever they are (threats A9 and A13).
   */
  private @Nullable OpenedContent byForm(List<ContentKey> all) throws IOException {
    int least = leastPadding();
    ContentKey key = all.get(0);
    for (ContentKey each : all) {
      key = each.fitness(least) > key.fitness(least) ? each : key;
    }
    boolean formless =
        options.form == ContentRule.ANY && all.stream().noneMatch(ContentKey::isUnchecked);
    ContentProof proof = proof();
    Plaintext plaintext = decrypted(key, formless ? ArrayOutput.discarding() : new Probe(proof));
    if (plaintext == null) {
      return null;
    }
    key.padding = plaintext.padding();
    chosen = padded == null ? key : chosen;
    ContentProof.Proven form = formless ? null : proof.end();
    boolean anyForm = options.form == ContentRule.ANY && !key.isUnchecked();
    OpenedContent decryption = opened(key, plaintext.octets(), form, anyForm, proof);
    rejected = decryption;
    // The result of the scheme's own check is used only here, together with all others.
    if ((-plaintext.padding() & key.proof) >= 0) {
      return null;
    }
    if (anyForm || form != null) {
      return decryption;
    }
    if (!mayBeOctets(proof)) {
      return null;
    }
    if (key.isUnchecked()) {
      padded = padded == null ? decryption : padded;
      return null;
    }
    return decryption;
  }

  private @Nullable Plaintext decrypted(ContentKey key, OutputStream probe) throws IOException {
    ParallelTrial.check();
    return inMemory
        ? message.decryption().inMemory(key.cek, probe)
        : message.decryption().run(key.cek, probe);
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

  private OpenedContent opened(
      ContentKey key,
      ByteSource octets,
      ContentProof.@Nullable Proven form,
      boolean anyForm,
      ContentProof proof)
      throws IOException {
    List<Finding> deviations = new ArrayList<>();
    boolean isInside = form != null && form.inOctetString() && !anyForm;
    ByteSource inside = new DerivedOctets(() -> new PeeledInput(octets.open(), isInside));
    if (form == null && !anyForm) {
      deviations.add(new Finding(Finding.Code.NOT_MIME, ""));
    }
    if (form != null && form.raw8Bit()) {
      deviations.add(new Finding(Finding.Code.RAW_8BIT_HEADER, ""));
    }
    if (isInside) {
      deviations.add(new Finding(Finding.Code.CONTENT_IN_OCTET_STRING, ""));
    }
    boolean isSure = form == null ? !key.isUnchecked() : proof.isSure(form.kind());
    boolean isMessageInside = !anyForm && proof.beginsInOctetString();
    return opened(
        key,
        isInside ? inside : octets,
        isMessageInside ? inside : isInside ? null : octets,
        deviations,
        isSure || key.candidate.isNamed());
  }

  /**
   * Accepts content by its padding alone, if nothing else proves a key. Of the content keys that
   * nothing else can prove, no other one may find right padding. Recipients who share a content key
   * count once. A wrong key finds right padding once in 256 times, so many keys need longer
   * padding. Where keys were left out for their cost, padding proves a named key alone.
   *
   * @param complete whether all named keys were used
   */
  @Nullable OpenedContent byPadding(boolean complete) {
    ContentKey found = chosen;
    if (found == null) {
      return null;
    }
    int least = leastPadding();
    int others = 0;
    for (ContentKey key : keys) {
      boolean isOther = !MessageDigest.isEqual(key.cek, found.cek) && key.isUnchecked();
      others += key.padding >= least && isOther ? 1 : 0;
    }
    boolean isSole = !work.isExceeded() || (complete && found.candidate.named());
    return isSole && others == 0 && found.padding >= least ? padded : null;
  }

  /**
   * Returns what the chosen key made of the content, which did not open; null if there is nothing.
   * It is never returned to a caller. Reading it takes the time of reading what opens.
   */
  @Nullable OpenedContent rejected() {
    return rejected;
  }

  /**
   * Returns whether content may have any form. Mail whose header is not well formed was changed:
   * its blocks may be spliced (threat A2).
   */
  private boolean mayBeOctets(ContentProof proof) {
    return switch (options.form) {
      case ANY -> true;
      case MAIL -> !proof.beginsLikeHeader();
      case ONLY_MAIL -> false;
    };
  }

  /**
   * Returns how long padding must be that one of the content keys finds. Chance alone then gives it
   * to one of them in at most one of 16 messages.
   */
  private int leastPadding() {
    long unchecked =
        keys.stream()
            .filter(ContentKey::isUnchecked)
            .map(key -> ByteBuffer.wrap(key.cek))
            .distinct()
            .count();
    int least = 1;
    for (long left = unchecked; left > SURE_PADDING; left >>= 8) {
      least++;
    }
    return least;
  }

  /**
   * Returns true if the key wrap of a key agreement has another size than the content key (RFC
   * 8551, section 2.3). It checks only AES and ChaCha20, because no wrap has the key size of RC2 or
   * Triple-DES.
   */
  private static boolean isOfAnotherSize(String keyManagement, ContentCipher cipher) {
    Matcher matcher = AGREEMENT.matcher(keyManagement);
    return !CipherForm.isWeak(cipher)
        && matcher.matches()
        && Integer.parseInt(matcher.group(1)) != 8 * CipherForm.of(cipher).keyOctets();
  }

  private OpenedContent opened(
      ContentKey key,
      ByteSource content,
      @Nullable ByteSource read,
      List<Finding> more,
      boolean keyProven) {
    List<Finding> deviations = new ArrayList<>(message.deviations());
    boolean mayBeRead =
        message.cipher().isAead() || tiny || keys.size() == 1 || key.isFitWhateverPadding();
    Candidate candidate = key.candidate;
    KeyMatch match = candidate.key();
    if (match != null
        && (match.foundBy() == FoundBy.TRIAL || match.foundBy() == FoundBy.SAME_KEY)) {
      deviations.add(new Finding(Finding.Code.RECIPIENT_BY_TRIAL, "{0}", match.foundBy().name()));
    }
    if (match != null && RecipientForm.isAnother(match)) {
      Finding inWords = RecipientForm.identifier(match.wanted()).inWords();
      deviations.add(new Finding(Finding.Code.RECIPIENT_IDENTIFIER, "{0}", inWords));
    }
    if (isOfAnotherSize(candidate.keyManagement(), message.cipher())) {
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
    return new OpenedContent(
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
            keyProven,
            match != null && isDowngradePossible(match.key()),
            List.copyOf(attributes),
            List.copyOf(deviations),
            KeyValidity.of(used.flatMap(KeyMatch::certificate), SystemTime.now())),
        mayBeRead ? read : null,
        true,
        null);
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
    keys.forEach(key -> Arrays.fill(key.cek, (byte) 0));
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
