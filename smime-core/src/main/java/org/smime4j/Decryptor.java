package org.smime4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.Provider;
import java.util.Objects;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.decrypt.DecryptionRun;
import org.smime4j.internal.decrypt.DiagnosisRun;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.decrypt.SharedKey;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.io.Spool;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.Diagnosis;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.UnauthenticatedContent;
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
 * certificate. If you hold none of these keys, the decryptor tries every other key of a suitable
 * kind, newest first, on all processors ({@link #withTrialThreads}). {@link
 * org.smime4j.settings.Limit#PRIVATE_KEY_MILLIS} limits this search. It uses keys of expired and
 * revoked certificates like any other keys.
 *
 * <p>The decryptor uses all keys that it has chosen, decrypts the content once, and decides only
 * then. The number of operations depends on the recipients of the message, the keys that you hold,
 * the algorithms and the sizes. It does not depend on which key is right, on padding or on content,
 * unless you call {@link #tryingOtherKeys()}.
 *
 * <p>If you hold no key that the message names, and no other key opens it, the decryptor throws
 * {@link SmimeException.NoMatchingKey}. {@link #diagnose} then explains why. A decryptor decrypts
 * files of any size in constant memory. Immutable, and safe for use by several threads.
 *
 * <pre>{@code
 * Decryptor decryptor = Decryptor.with(history);
 * Decryption mail = decryptor.decrypt(cms);
 * ByteSource content = mail.fold(whole -> whole, UnauthenticatedContent::unauthenticated);
 * decryptor.decrypt(Path.of("big.p7m"), Path.of("big"));
 * }</pre>
 */
public sealed interface Decryptor permits DecryptorDoor {

  /**
   * Returns a decryptor with these keys. {@code KeyHistory.of()} has none, for messages that only a
   * password or a shared key opens, and for a {@link MailReader} that only verifies.
   */
  static Decryptor with(KeySource keys) {
    Objects.requireNonNull(
        keys, "no keys were given: KeyHistory.read gives keys, KeyHistory.of() none");
    return new DecryptorDoor(new OpeningOptions(keys));
  }

  /**
   * Uses the algorithms that this policy allows. The default is {@link AlgorithmPolicy#standard()},
   * which reads AES-CBC, but {@link #decrypt(Path, Path)} and streams release no unauthenticated
   * content unless you call {@link #releasingUnauthenticated()}.
   */
  default Decryptor under(AlgorithmPolicy other) {
    Objects.requireNonNull(other, "no policy was given");
    return new DecryptorDoor(options().under(Held.by(other, PolicyRules.class)));
  }

  /**
   * Applies these limits to each message. In a {@link MailReader} they also apply to header fields,
   * parts, layers and decompressed content.
   */
  default Decryptor within(Limits other) {
    return new DecryptorDoor(
        options().within(Objects.requireNonNull(other, "no limits were given")));
  }

  /** Uses this provider first for every algorithm. */
  default Decryptor using(Provider first) {
    return new DecryptorDoor(options().using(Providers.preferring(first).cachingKeys()));
  }

  /**
   * Tries passwords on password recipients (RFC 3211). The decryptor queries the source only for
   * messages that have password recipients. For one message, each password may use {@code
   * Limit.KDF_ITERATIONS} iterations, and all passwords together as much time as that limit says.
   * If a message needs more, decrypting throws {@code LimitExceeded} before it tries any password.
   * A later call replaces the source. {@link Encryptor} writes no such messages.
   */
  default Decryptor withRecipientPassword(PasswordSource source) {
    return new DecryptorDoor(
        options().trying(Objects.requireNonNull(source, "no source of passwords was given")));
  }

  /**
   * Adds a key-encryption key that the sender holds too (KEKRecipientInfo). {@link Encryptor}
   * writes no such messages.
   *
   * <p>A later call adds another key, and does not replace the ones before. OpenSSL calls the two
   * {@code -secretkeyid} and {@code -secretkey}.
   *
   * @param identifier the keyIdentifier in the message
   * @param key the key: 16, 24 or 32 octets for AES. This method copies it
   * @throws IllegalArgumentException if the key has fewer than 5 octets: no cipher has such keys
   */
  default Decryptor withKek(byte[] identifier, byte[] key) {
    Objects.requireNonNull(identifier, "no identifier was given");
    return new DecryptorDoor(options().and(new SharedKey(identifier.clone(), secret(key))));
  }

  private static byte[] secret(byte[] key) {
    if (Objects.requireNonNull(key, "no key was given").length < 5) {
      throw new IllegalArgumentException("No cipher has a key of so few octets: " + key.length);
    }
    return key.clone();
  }

  /**
   * Adds a content key for EncryptedData (RFC 5652, section 8), which names no recipient. The
   * decryptor tries it on each such message if the cipher has keys of this length.
   *
   * @param key the content key. This method copies it
   * @throws IllegalArgumentException if the key has fewer than 5 octets: no cipher has such keys
   */
  default Decryptor withContentKey(byte[] key) {
    return new DecryptorDoor(options().and(secret(key)));
  }

  /**
   * Accepts unauthenticated content only if it is a MIME entity, text or BER. By default,
   * unauthenticated content may have any form in two cases:
   *
   * <ul>
   *   <li>The key management proves that the key is right (OAEP, key agreement, passwords, shared
   *       keys).
   *   <li>The key management does not prove this (PKCS #1 v1.5), but exactly one content key gives
   *       right padding, of those that are tried. Several private keys may give the same content
   *       key. One in 256 wrong content keys gives right padding, so the content has the deviation
   *       {@code NOT_MIME}.
   * </ul>
   *
   * <p>{@link MailReader} adds {@code NOT_MIME} in the first case too. It does not accept content
   * that begins like a header and has octets in it that no header has, because such a message was
   * probably changed.
   */
  default Decryptor expectingMail() {
    return new DecryptorDoor(options().expectingMail());
  }

  /**
   * Lets {@link #decrypt(Path, Path)} and {@link #decrypt(InputStream, OutputStream)} write content
   * without authentication, such as that of AES-CBC. Anyone may have changed such content in
   * transit: check {@link EncryptedLayer#isAuthenticated()} before you use it.
   */
  default Decryptor releasingUnauthenticated() {
    return new DecryptorDoor(options().releasingUnauthenticated());
  }

  /**
   * Tries every other key of a suitable kind too, if the keys that the message names do not open
   * it: its recipient may be wrong, or a held certificate may have the issuer and serial number of
   * another. Call this only if nobody but you learns when and whether a message opens. The time of
   * this second search tells the sender of many changed messages whether the first one succeeded,
   * and so the content of AES-CBC octet by octet (RFC 8551, section 6). Do not call it in a server,
   * a filter, or any other program that answers by itself.
   */
  default Decryptor tryingOtherKeys() {
    return new DecryptorDoor(options().tryingOtherKeys());
  }

  /**
   * Tries keys on up to this number of threads, including the calling thread. The default is the
   * number of processors. Use 1 if you already open messages on all processors. The other threads
   * end when the message is complete. The number of threads does not change the result. If the
   * calling thread is interrupted, decrypting throws {@link java.io.InterruptedIOException}.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  default Decryptor withTrialThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("At least one thread is needed: " + threads);
    }
    return new DecryptorDoor(options().withTrialThreads(threads));
  }

  /**
   * Reports progress to a listener as the decryptor reads. Messages in memory report no progress.
   */
  default Decryptor reporting(ProgressListener listener) {
    return new DecryptorDoor(
        options().reporting(Objects.requireNonNull(listener, "no listener was given")));
  }

  private OpeningOptions options() {
    return Held.by(this, OpeningOptions.class);
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
   * @throws SmimeException.NotDecryptable if you hold a key that the message names, but it does not
   *     open the message
   */
  default Decryption decrypt(ByteSource cms) throws IOException {
    return DecryptionRun.open(CmsObject.of(cms), options());
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
  default EncryptedLayer decrypt(Path source, Path target) throws IOException {
    Decryption decryption =
        DecryptionRun.open(CmsObject.of(ByteSource.of(source)), options().forTarget());
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
  default EncryptedLayer decrypt(InputStream source, OutputStream target) throws IOException {
    try (Spool spool = Spool.of(source, options().limits(), null)) {
      Decryption decryption =
          DecryptionRun.open(CmsObject.of(spool.octets()), options().forTarget());
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
  default Diagnosis diagnose(ByteSource cms) throws IOException {
    return DiagnosisRun.of(CmsObject.of(cms), options());
  }

  private static ByteSource content(Decryption decryption) {
    return decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated);
  }
}

final class DecryptorDoor extends Held<OpeningOptions> implements Decryptor {

  DecryptorDoor(OpeningOptions held) {
    super(held);
  }

  @Override
  public String toString() {
    return "Decryptor with " + super.toString();
  }
}
