package org.smime4j.cms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.ProgressListener;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.decrypt.DecryptionRun;
import org.smime4j.internal.decrypt.EncryptedLayers;
import org.smime4j.internal.decrypt.KeyTrials;
import org.smime4j.internal.decrypt.Opened;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.decrypt.SharedKey;
import org.smime4j.internal.io.Spool;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;

/**
 * Decrypts EnvelopedData (RFC 5652, section 6), AuthEnvelopedData (RFC 5083) and, with a content
 * key, EncryptedData.
 *
 * <p>Content is returned only after all of it was checked. AuthEnvelopedData is checked by its tag.
 * EnvelopedData has none: the key management, the padding and the form of the content are checked,
 * and the result is {@link UnauthenticatedContent}. Every failure that depends on a secret is the
 * same {@link SmimeException.NotDecryptable}. The policy refuses forbidden algorithms before a key
 * is used. Decryption does not say who encrypted the content.
 *
 * <p>The {@link KeySource} is searched for the recipients that the message names: by issuer and
 * serial number, by subject key identifier, and by other certificates of the same key. Then every
 * other key of a suitable kind is tried, newest first, on all processors ({@link
 * #withTrialThreads}). {@link org.smime4j.Limit#KEY_TRIALS} and {@link
 * org.smime4j.Limit#KEY_TRIAL_MILLIS} bound this search. Keys of expired and revoked certificates
 * are used like others.
 *
 * <p>If no key fits, it throws {@link SmimeException.NoMatchingKey}; {@link #diagnose} says more.
 * Files of any size are decrypted in constant memory. Immutable, and safe for use by several
 * threads.
 *
 * <pre>{@code
 * Decryptor decryptor = Decryptor.with(history);
 * Decryption mail = decryptor.decrypt(cms);
 * decryptor.under(AlgorithmPolicy.authenticatedOnly()).decrypt(Path.of("big.p7m"), Path.of("big"));
 * }</pre>
 */
public final class Decryptor {

  /** What may be set; a change is made to a copy, so that every decryptor stays what it is. */
  private static final class Settings {
    final KeySource keys;
    AlgorithmPolicy policy = AlgorithmPolicy.standard();
    Limits limits = Limits.standard();
    Providers providers;
    PasswordSource passwords = PasswordSource.none();
    List<SharedKey> sharedKeys = List.of();
    List<byte[]> contentKeys = List.of();
    boolean onlyMail;
    int trialThreads = Runtime.getRuntime().availableProcessors();
    int contentThreads = 1;
    @Nullable ProgressListener progress;

    Settings(KeySource keys) {
      this.keys = keys;
      this.providers = forms(keys, Providers.standard());
    }

    Settings(Settings other) {
      keys = other.keys;
      policy = other.policy;
      limits = other.limits;
      providers = other.providers;
      passwords = other.passwords;
      sharedKeys = other.sharedKeys;
      contentKeys = other.contentKeys;
      onlyMail = other.onlyMail;
      trialThreads = other.trialThreads;
      contentThreads = other.contentThreads;
      progress = other.progress;
    }

    OpeningOptions options() {
      return new OpeningOptions(
          keys,
          policy,
          limits,
          providers,
          passwords,
          sharedKeys,
          contentKeys,
          onlyMail,
          trialThreads,
          contentThreads);
    }
  }

  private final Settings settings;

  private Decryptor(Settings settings) {
    this.settings = settings;
  }

  private Decryptor setting(Consumer<Settings> change) {
    Settings changed = new Settings(settings);
    change.accept(changed);
    return new Decryptor(changed);
  }

  /** A decryptor with these keys. */
  public static Decryptor with(KeySource keys) {
    return new Decryptor(
        new Settings(
            Objects.requireNonNull(keys, "KeyHistory.read gives keys, KeyHistory.of() none")));
  }

  /** A history holds its keys for as long as this holds it; other sources may part with them. */
  private static Providers forms(KeySource keys, Providers providers) {
    return keys instanceof KeyHistory ? providers.keepingForms() : providers;
  }

  /** Uses another policy. */
  public Decryptor under(AlgorithmPolicy other) {
    return setting(
        changed -> changed.policy = Objects.requireNonNull(other, "no policy was given"));
  }

  /** Uses other limits. */
  public Decryptor within(Limits other) {
    return setting(
        changed -> changed.limits = Objects.requireNonNull(other, "no limits were given"));
  }

  /** Asks this provider first for every algorithm. */
  public Decryptor using(Provider first) {
    return setting(changed -> changed.providers = forms(changed.keys, Providers.preferring(first)));
  }

  /**
   * Tries passwords on password recipients (RFC 3211). The source is asked only for such messages.
   * One password may take {@code Limit.KDF_ITERATIONS} for a message, and all together sixteen
   * times as many. A message that needs more throws {@code LimitExceeded} before any is tried.
   */
  public Decryptor withRecipientPassword(PasswordSource source) {
    return setting(
        changed ->
            changed.passwords = Objects.requireNonNull(source, "no source of passwords was given"));
  }

  /**
   * Adds a key-encryption key that both sides hold (KEKRecipientInfo).
   *
   * @param identifier the keyIdentifier in the message
   * @param key the AES key, copied
   */
  public Decryptor withKek(byte[] identifier, byte[] key) {
    List<SharedKey> more = new ArrayList<>(settings.sharedKeys);
    more.add(new SharedKey(identifier.clone(), key.clone()));
    return setting(changed -> changed.sharedKeys = List.copyOf(more));
  }

  /**
   * Adds a content key for EncryptedData (RFC 5652, section 8), which names no recipient. It is
   * tried on each such message whose cipher has a key of its length.
   *
   * @param key copied
   */
  public Decryptor withContentKey(byte[] key) {
    List<byte[]> more = new ArrayList<>(settings.contentKeys);
    more.add(key.clone());
    return setting(changed -> changed.contentKeys = List.copyOf(more));
  }

  /**
   * Accepts unauthenticated content only if it is a MIME entity, text or BER, as in mail. By
   * default it may have any form if the key management proves the key (OAEP, key agreement,
   * passwords). It may also have any form if it comes from the only key that the message names. The
   * deviation NOT_MIME then says so, because one wrong key in 256 passes the padding check.
   */
  public Decryptor expectingMail() {
    return setting(changed -> changed.onlyMail = true);
  }

  /**
   * Tries keys on up to this number of threads, with the calling thread. Default: the number of
   * processors. Use 1 if you open messages on all processors already. Threads run for one message
   * and end with it. The result is the same as on one thread. An interrupt of the calling thread
   * ends the search with an {@link java.io.InterruptedIOException}.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Decryptor withTrialThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("There must be a thread at least: " + threads);
    }
    return setting(changed -> changed.trialThreads = threads);
  }

  /**
   * Decrypts AES-GCM content on up to this number of threads, with the calling thread. Default: the
   * calling thread only, which is best for many messages at a time. Other threads run only for
   * messages above half a megabyte, and end with the message. The result is the same. Each thread
   * needs about a megabyte.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Decryptor withContentThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("There must be a thread at least: " + threads);
    }
    return setting(changed -> changed.contentThreads = threads);
  }

  /** Reports to a listener how much of a source was read that is not in memory. */
  public Decryptor reporting(ProgressListener listener) {
    return setting(
        changed -> changed.progress = Objects.requireNonNull(listener, "no listener was given"));
  }

  /** The limits for reading. */
  Limits limits() {
    return settings.limits;
  }

  /**
   * Opens a message. If the source is not in memory, content above {@link
   * org.smime4j.Limit#SPOOL_THRESHOLD} is not kept: each reading decrypts it again.
   *
   * @param cms the ContentInfo, BER or DER
   * @throws SmimeException.Malformed if it is no ContentInfo, is truncated, or has another content
   *     type
   * @throws SmimeException.Refused if the policy forbids it; no key was used
   * @throws SmimeException.UnsupportedAlgorithm if it uses an unsupported algorithm; no key was
   *     used
   * @throws SmimeException.LimitExceeded if it exceeds a limit
   * @throws SmimeException.NoMatchingKey if you hold no key that the message names, and no other
   *     key opens it
   * @throws SmimeException.NotDecryptable if the keys that it names do not open it
   */
  public Decryption decrypt(Octets cms) throws IOException {
    CmsObject object = CmsObject.of(cms);
    KeyTrials trials = object.message().one(KeyTrials.class, () -> new KeyTrials(settings.limits));
    EncryptedLayers layers =
        object
            .message()
            .one(
                EncryptedLayers.class,
                () -> new EncryptedLayers(object.message().work(settings.limits)));
    DecryptionRun opening = new DecryptionRun(settings.options(), trials, layers);
    return decryption(opening.open(ObservedOctets.of(object.octets(), settings.progress)));
  }

  private Decryption decryption(Opened opened) {
    return new Decryption(opened.content(), EncryptedLayer.of(opened, settings.limits));
  }

  /** Opens a message in an array, see {@link #decrypt(Octets)}. */
  public Decryption decrypt(byte[] cms) throws IOException {
    return decrypt(Octets.of(cms));
  }

  /**
   * Opens a file of any size in constant memory. It also writes content without authentication,
   * such as that of AES-CBC: ask {@link EncryptedLayer#authenticated()}. The target is written
   * beside its place and renamed once it is complete; on any failure it stays as it was, and
   * nothing is left.
   *
   * @return how the content was encrypted; {@link EncryptedLayer#authenticated()} says whether the
   *     target is known to be what was encrypted
   */
  public EncryptedLayer decrypt(Path source, Path target) throws IOException {
    Decryption decryption = decrypt(Octets.of(source));
    return TargetFile.write(
        target,
        out -> {
          content(decryption).writeTo(out);
          return decryption.layer();
        });
  }

  /**
   * Opens a stream of any size in constant memory. It is read to its end first (the ciphertext goes
   * to an owner-only file past {@link org.smime4j.Limit#SPOOL_THRESHOLD}); nothing is written
   * before all of it was checked. Neither stream is closed.
   *
   * @return how the content was encrypted, see {@link #decrypt(Path, Path)}
   */
  public EncryptedLayer decrypt(InputStream source, OutputStream target) throws IOException {
    try (Spool spool = Spool.of(source, settings.limits, null)) {
      Decryption decryption = decrypt(spool.octets());
      content(decryption).writeTo(target);
      return decryption.layer();
    }
  }

  /**
   * Says from the cleartext of a message alone who it is for and whether a key is held that may
   * open it. It uses no private key and asks for no recipient password, but a key directory may
   * open key files and ask for their passwords. If the message cannot be opened, the result says
   * so; no exception is thrown.
   *
   * @param cms the ContentInfo, BER or DER
   * @throws IOException if the source or the keys cannot be read
   */
  public Diagnosis diagnose(Octets cms) throws IOException {
    CmsObject object = CmsObject.of(cms);
    return new DiagnosisRun(settings.options(), object.message().work(settings.limits))
        .of(ObservedOctets.of(object.octets(), settings.progress));
  }

  private static Octets content(Decryption decryption) {
    return decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated);
  }

  @Override
  public String toString() {
    return "Decryptor with " + settings.keys.size() + " keys, " + settings.policy;
  }
}
