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
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.base.Policies;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.decrypt.ContentRule;
import org.smime4j.internal.decrypt.DecryptionRun;
import org.smime4j.internal.decrypt.EncryptedLayers;
import org.smime4j.internal.decrypt.KeyTrials;
import org.smime4j.internal.decrypt.Opened;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.decrypt.SharedKey;
import org.smime4j.internal.io.ObservedOctets;
import org.smime4j.internal.io.Spool;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.sources.ByteSource;

/**
 * Decrypts EnvelopedData (RFC 5652, section 6), AuthEnvelopedData (RFC 5083) and, with a content
 * key, EncryptedData.
 *
 * <p>A decryptor returns content only after it has checked all of it. It checks AuthEnvelopedData
 * by its tag. EnvelopedData has no tag. For it, the decryptor checks the unwrapping of the content
 * key, the padding and the form of the content, and returns {@link UnauthenticatedContent}. Every
 * failure that depends on a secret is the same {@link SmimeException.NotDecryptable}. The policy
 * refuses forbidden algorithms before the decryptor uses a key. Decryption does not prove who
 * encrypted the content.
 *
 * <p>The decryptor searches the {@link KeySource} for the keys of the recipients that the message
 * names. It finds a key by issuer and serial number, or by subject key identifier. It also finds a
 * key if the message names another certificate with the same public key, and you hold that
 * certificate. If none of these keys opens the message, the decryptor tries every other key of a
 * suitable kind, newest first, on all processors ({@link #withTrialThreads}). {@link
 * org.smime4j.settings.Limit#PRIVATE_KEY_MILLIS} limits this search. It uses keys of expired and
 * revoked certificates like any other keys.
 *
 * <p>If you hold no key that the message names, and no other key opens it, the decryptor throws
 * {@link SmimeException.NoMatchingKey}. {@link #diagnose} then explains why. A decryptor decrypts
 * files of any size in constant memory. Immutable, and safe for use by several threads.
 *
 * <pre>{@code
 * Decryptor decryptor = Decryptor.with(history);
 * Decryption mail = decryptor.decrypt(cms);
 * decryptor.decrypt(Path.of("big.p7m"), Path.of("big"));
 * }</pre>
 */
public final class Decryptor {

  /**
   * The settings of a decryptor. Each change is made to a copy, so that a decryptor never changes.
   */
  private static final class Settings {
    final KeySource keys;
    AlgorithmPolicy policy = AlgorithmPolicy.standard();
    Limits limits = Limits.standard();
    Providers providers;
    PasswordSource passwords = PasswordSource.none();
    List<SharedKey> sharedKeys = List.of();
    List<byte[]> contentKeys = List.of();
    ContentRule form = ContentRule.ANY;
    boolean releasing;
    int trialThreads = Runtime.getRuntime().availableProcessors();
    int contentThreads = 1;
    @Nullable ProgressListener progress;

    Settings(KeySource keys) {
      this.keys = keys;
      this.providers = Providers.standard().keepingForms();
    }

    Settings(Settings other) {
      keys = other.keys;
      policy = other.policy;
      limits = other.limits;
      providers = other.providers;
      passwords = other.passwords;
      sharedKeys = other.sharedKeys;
      contentKeys = other.contentKeys;
      form = other.form;
      releasing = other.releasing;
      trialThreads = other.trialThreads;
      contentThreads = other.contentThreads;
      progress = other.progress;
    }

    /**
     * @param onlyAuthenticated whether other content must not be returned
     */
    OpeningOptions options(boolean onlyAuthenticated) {
      return new OpeningOptions(
          keys,
          Policies.rules(policy),
          limits,
          providers,
          passwords,
          sharedKeys,
          contentKeys,
          form,
          onlyAuthenticated,
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

  /** Returns a decryptor with these keys. */
  public static Decryptor with(KeySource keys) {
    return new Decryptor(
        new Settings(
            Objects.requireNonNull(keys, "KeyHistory.read gives keys, KeyHistory.of() none")));
  }

  /** Uses the algorithms that this policy allows. */
  public Decryptor under(AlgorithmPolicy other) {
    return setting(
        changed -> changed.policy = Objects.requireNonNull(other, "no policy was given"));
  }

  /** Applies these limits to each message. */
  public Decryptor within(Limits other) {
    return setting(
        changed -> changed.limits = Objects.requireNonNull(other, "no limits were given"));
  }

  /** Uses this provider first for every algorithm. */
  public Decryptor using(Provider first) {
    return setting(changed -> changed.providers = Providers.preferring(first).keepingForms());
  }

  /**
   * Tries passwords on password recipients (RFC 3211). The decryptor queries the source only for
   * messages that have password recipients. For one message, each password may use {@code
   * Limit.KDF_ITERATIONS} iterations, and all passwords together as much time as that limit says.
   * If a message needs more, decrypting throws {@code LimitExceeded} before it tries any password.
   */
  public Decryptor withRecipientPassword(PasswordSource source) {
    return setting(
        changed ->
            changed.passwords = Objects.requireNonNull(source, "no source of passwords was given"));
  }

  /**
   * Adds a key-encryption key that the sender holds too (KEKRecipientInfo).
   *
   * @param identifier the keyIdentifier in the message
   * @param key the AES key. This method copies it
   */
  public Decryptor withKek(byte[] identifier, byte[] key) {
    List<SharedKey> more = new ArrayList<>(settings.sharedKeys);
    more.add(new SharedKey(identifier.clone(), key.clone()));
    return setting(changed -> changed.sharedKeys = List.copyOf(more));
  }

  /**
   * Adds a content key for EncryptedData (RFC 5652, section 8), which names no recipient. The
   * decryptor tries it on each such message if the cipher has keys of this length.
   *
   * @param key the content key. This method copies it
   */
  public Decryptor withContentKey(byte[] key) {
    List<byte[]> more = new ArrayList<>(settings.contentKeys);
    more.add(key.clone());
    return setting(changed -> changed.contentKeys = List.copyOf(more));
  }

  /**
   * Accepts unauthenticated content only if it is a MIME entity, text or BER. By default,
   * unauthenticated content may have any form in two cases:
   *
   * <ul>
   *   <li>The key management proves that the key is right (OAEP, key agreement, passwords).
   *   <li>The key management does not prove this (PKCS #1 v1.5), but exactly one content key gives
   *       right padding. It comes from keys that the message names, or else from all others that
   *       fit. Several private keys may give the same content key. One in 256 wrong content keys
   *       gives right padding, so the content has the deviation {@code NOT_MIME}.
   * </ul>
   *
   * <p>{@link org.smime4j.mail.MailReader} adds {@code NOT_MIME} in the first case too. It does not
   * accept content that begins like a header and has octets in it that no header has, because such
   * a message was probably changed.
   */
  public Decryptor expectingMail() {
    return setting(changed -> changed.form = ContentRule.ONLY_MAIL);
  }

  /** Returns this decryptor for messages in mail. */
  Decryptor inMail() {
    return settings.form == ContentRule.ONLY_MAIL
        ? this
        : setting(changed -> changed.form = ContentRule.MAIL);
  }

  /**
   * Lets {@link #decrypt(Path, Path)} and {@link #decrypt(InputStream, OutputStream)} write content
   * without authentication, such as that of AES-CBC. Anyone may have changed such content in
   * transit: check {@link EncryptedLayer#authenticated()} before you use it.
   */
  public Decryptor releasingUnauthenticated() {
    return setting(changed -> changed.releasing = true);
  }

  /**
   * Tries keys on up to this number of threads, including the calling thread. The default is the
   * number of processors. Use 1 if you already open messages on all processors. The other threads
   * end when the message is complete. The number of threads does not change the result. If the
   * calling thread is interrupted, decrypting throws {@link java.io.InterruptedIOException}.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Decryptor withTrialThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("At least one thread is needed: " + threads);
    }
    return setting(changed -> changed.trialThreads = threads);
  }

  /**
   * Decrypts AES-GCM content on up to this number of threads, including the calling thread. The
   * default is 1, which is best if you decrypt many messages at the same time. The other threads
   * run only for messages larger than half a megabyte, and end when the message is complete. The
   * number of threads does not change the result. Each thread needs about a megabyte of memory.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Decryptor withContentThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("At least one thread is needed: " + threads);
    }
    return setting(changed -> changed.contentThreads = threads);
  }

  /**
   * Reports progress to a listener as the decryptor reads. Messages in memory report no progress.
   */
  public Decryptor reporting(ProgressListener listener) {
    return setting(
        changed -> changed.progress = Objects.requireNonNull(listener, "no listener was given"));
  }

  /** Returns the limits for reading. */
  Limits limits() {
    return settings.limits;
  }

  /**
   * Opens a message. If the source is not in memory, the decryptor does not keep content larger
   * than {@link org.smime4j.settings.Limit#SPOOL_THRESHOLD}. It decrypts such content each time
   * that you read it.
   *
   * @param cms the ContentInfo, in BER or DER
   * @throws SmimeException.Malformed if the input is not a ContentInfo, is truncated, or has a
   *     content type other than EnvelopedData, AuthEnvelopedData and EncryptedData
   * @throws SmimeException.Refused if the policy forbids the message. No key was used
   * @throws SmimeException.UnsupportedAlgorithm if the message uses an unsupported algorithm. No
   *     key was used
   * @throws SmimeException.LimitExceeded if the message exceeds a limit
   * @throws SmimeException.NoMatchingKey if you hold no key that the message names, and no other
   *     key opens it
   * @throws SmimeException.NotDecryptable if you hold a key that the message names, but neither it
   *     nor another key opens the message
   */
  public Decryption decrypt(ByteSource cms) throws IOException {
    return decrypt(cms, false);
  }

  private Decryption decrypt(ByteSource cms, boolean onlyAuthenticated) throws IOException {
    CmsObject object = CmsObject.of(cms);
    KeyTrials trials = object.message().one(KeyTrials.class, () -> new KeyTrials(settings.limits));
    EncryptedLayers layers =
        object
            .message()
            .one(
                EncryptedLayers.class,
                () -> new EncryptedLayers(object.message().work(settings.limits)));
    DecryptionRun opening = new DecryptionRun(settings.options(onlyAuthenticated), trials, layers);
    Opened opened = opening.open(ObservedOctets.of(object.octets(), settings.progress));
    return new Decryption(opened.content(), EncryptedLayer.of(opened, settings.limits));
  }

  /** Opens a message in an array. See {@link #decrypt(ByteSource)}. */
  public Decryption decrypt(byte[] cms) throws IOException {
    return decrypt(ByteSource.of(cms));
  }

  /**
   * Opens a file of any size in constant memory. It writes a temporary file next to the target and
   * renames it when it is complete. If this method throws, the target is unchanged, and no
   * temporary file remains.
   *
   * @return how the content was encrypted
   * @throws SmimeException.Refused with the rule {@code UNAUTHENTICATED} if the message does not
   *     authenticate its content, as with AES-CBC, and you did not call {@link
   *     #releasingUnauthenticated()}. No key was used
   */
  public EncryptedLayer decrypt(Path source, Path target) throws IOException {
    Decryption decryption = decrypt(ByteSource.of(source), !settings.releasing);
    return TargetFile.write(
        target,
        out -> {
          content(decryption).writeTo(out);
          return decryption.layer();
        });
  }

  /**
   * Opens a stream of any size in constant memory. This method first reads the stream to its end.
   * It keeps ciphertext larger than {@link org.smime4j.settings.Limit#SPOOL_THRESHOLD} in a
   * temporary file that only the owner can read. It writes nothing before it has checked the whole
   * content. It closes neither stream.
   *
   * @return how the content was encrypted
   * @throws SmimeException.Refused as {@link #decrypt(Path, Path)} does
   */
  public EncryptedLayer decrypt(InputStream source, OutputStream target) throws IOException {
    try (Spool spool = Spool.of(source, settings.limits, null)) {
      Decryption decryption = decrypt(spool.octets(), !settings.releasing);
      content(decryption).writeTo(target);
      return decryption.layer();
    }
  }

  /**
   * Returns the recipients of a message, and whether you hold a key that may open it. This method
   * reads only the unencrypted part of the message. It uses no private key and no recipient
   * password, but a key directory may open key files and ask for their passwords. If the message
   * cannot be opened, this method does not throw an exception, and the result gives the reason.
   *
   * @param cms the ContentInfo, in BER or DER
   * @throws IOException if the source or the keys cannot be read
   */
  public Diagnosis diagnose(ByteSource cms) throws IOException {
    CmsObject object = CmsObject.of(cms);
    return new DiagnosisRun(settings.options(false), object.message().work(settings.limits))
        .of(ObservedOctets.of(object.octets(), settings.progress));
  }

  private static ByteSource content(Decryption decryption) {
    return decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated);
  }

  @Override
  public String toString() {
    return "Decryptor with " + settings.keys.size() + " keys, " + settings.policy;
  }
}
