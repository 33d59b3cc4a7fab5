package org.smime4j;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.decrypt.HeldAgents;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keys.ChainedKeys;
import org.smime4j.internal.keys.ChangingHistory;
import org.smime4j.internal.keys.HeldKeys;
import org.smime4j.internal.keys.IdentityChoice;
import org.smime4j.internal.keys.KeyWithCertificates;
import org.smime4j.internal.keys.Pkcs12Writer;
import org.smime4j.internal.keys.Pkcs12Writer.Pkcs12Protection;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyEntry;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;

/**
 * A history of all keys that a person ever had. It opens every mail that the person ever received.
 *
 * <p>It reads PKCS #12, PEM, PKCS #8, JKS and other files, and recognises each by its content. It
 * pairs keys and certificates by public key. It also keeps keys without a certificate and
 * certificates without a key. It keeps the keys of expired, future and revoked certificates too.
 *
 * <p>{@link #read(PasswordSource, java.nio.file.Path...)} throws {@link
 * org.smime4j.findings.SmimeException.KeyFile} if a named file does not open. {@link #skipped()}
 * lists files in a directory that do not open.
 *
 * <p>A history takes about 1 KiB of memory for each key, in addition to the key and its
 * certificates. Finding the key that a message names takes as long in a history of 100,000 keys as
 * in a history of one key.
 *
 * <p>Immutable, and safe for use by several threads. {@link #and} and {@link #without} return new
 * histories, which do not affect messages that are opened with the old one. They copy the tables of
 * the history, but not its keys: to add many keys, use {@link #of} or add them as one history.
 *
 * <pre>{@code
 * KeyHistory keys =
 *     KeyHistory.read(passwords, Path.of("2019.pfx"), Path.of("2022.pfx"), Path.of("2025.pfx"));
 * }</pre>
 */
public sealed interface KeyHistory extends KeySource permits KeyHistoryDoor {

  /**
   * Returns a history of the keys of these identities, with the certificates of their chains.
   * Without arguments the history is empty.
   */
  static KeyHistory of(Credential... identities) {
    return KeyHistoryDoor.EMPTY.with(
        Arrays.stream(identities).flatMap(KeyHistory::inIdentity).toList());
  }

  /**
   * Combines several sources into one. The combined source returns matching keys in the order that
   * {@link #matching} prescribes. Keys of equal rank keep the order of the sources. {@link
   * #remaining} returns the keys of all sources together, newest key first. The library tries a key
   * once even if several sources have it. If a source that answers marks a key as {@linkplain
   * DecryptionKey#isAeadOnly authenticated only}, the key opens only authenticated encryption. A
   * source that fails marks nothing. A failing source does not hide the others. The library reports
   * the failure of a source only if no key opens the message.
   */
  static KeySource chain(KeySource... sources) {
    return new ChainedKeys(
        Stream.of(sources)
            .map(source -> source instanceof KeyHistory history ? history.held() : source)
            .toList());
  }

  /**
   * Returns a source for a program that replaces its history while the source is in use, for
   * example on a device on which keys are installed and removed. The source calls the supplier once
   * for each message. That message uses the returned history throughout; later messages use newer
   * histories.
   *
   * <p>A message for a {@linkplain #without(PublicKey) removed} key fails with {@code
   * NoMatchingKey}, and the diagnosis names the key and the day of the removal. A removal is not a
   * revocation, and says nothing about the certificate. The library keeps no encoded copy of a key
   * in memory. The garbage collector can free a removed key after the last message that uses it.
   * The source remembers for its lifetime which keys have opened authenticated content.
   *
   * <pre>{@code
   * AtomicReference<KeyHistory> keys = new AtomicReference<>(KeyHistory.read(passwords, files));
   * Decryptor decryptor = Decryptor.with(KeyHistory.changing(keys::get));
   * keys.updateAndGet(history -> history.without(certificate.getPublicKey()));
   * }</pre>
   *
   * @param current returns the current history, to any thread and without blocking
   */
  static KeySource changing(Supplier<KeyHistory> current) {
    Objects.requireNonNull(current, "no history was given");
    return new ChangingHistory(
        () -> {
          KeyHistory now = current.get();
          return Objects.requireNonNull(now, "the supplier of the history returned null").held();
        });
  }

  /**
   * Splits an entry for devices that accept one certificate per file. Returns one history for each
   * certificate, with the private key and that certificate only. A key without a certificate gives
   * one history with the key. The list is empty if there is no private key. Write each history with
   * {@link #writePkcs12(Path, char[])}.
   */
  static List<KeyHistory> split(KeyEntry entry) {
    if (entry.key().isEmpty()) {
      return List.of();
    }
    DecryptionKey key = entry.key().get();
    return entry.certificates().isEmpty()
        ? List.of(KeyHistoryDoor.EMPTY.with(List.of(KeyWithCertificates.of(key))))
        : entry.certificates().stream()
            .map(
                one ->
                    DecryptionKey.of(
                        key.privateKey(),
                        key.publicKey(),
                        List.of(one),
                        key.sources(),
                        key.isAeadOnly()))
            .map(one -> KeyHistoryDoor.EMPTY.with(List.of(KeyWithCertificates.of(one))))
            .toList();
  }

  /**
   * Reads the keys and certificates of these files. Any of the passwords may open a file. The
   * content of a file determines its format; its name does not. The formats are PKCS#12 (RFC 7292,
   * 9579), PEM or DER of PKCS#8, PKCS#1, SEC 1 and X.509, certs-only CMS, JKS and JCEKS. {@link
   * #skipped} lists entries that cannot be used.
   *
   * <p>In a directory, this method reads all key files at any depth. {@link #skipped} lists files
   * that are not key files or that no password opens. This method does not follow links to
   * directories.
   *
   * @throws SmimeException.KeyFile if no password opens a named file, or if it contains nothing
   *     usable; the exception names the file and the reason
   */
  static KeyHistory read(PasswordSource passwords, Path... files) throws IOException {
    return read(Limits.standard(), passwords, KeyHistoryDoor.EMPTY, files);
  }

  /**
   * As {@link #read(PasswordSource, Path...)}, with other limits of key derivation and size for
   * each file. It also reads the private keys in key recovery blobs: files that {@code certutil
   * -getkey} writes from the archive of a Microsoft certification authority. A blob is SignedData
   * around EnvelopedData for key recovery agents (MS-CSRA 3.1.4.2.9). It contains the subject's
   * private key (MS-WCCE 2.2.2.9, or PKCS#8) and certificates. This method finds the certificates
   * of the key by its public key; if there are none, the key has no certificate. It does not verify
   * the signature of the authority: read only blobs that come from it.
   *
   * <p>Without the key of any agent, a history has the certificates of a blob, and {@link #skipped}
   * names the agents.
   *
   * @param agents the keys of the agents; {@code KeyHistory.of()} if there are none. Each opens
   *     blobs that name a certificate of it
   * @throws SmimeException.KeyFile also if a named file is a blob that {@code agents} do not open;
   *     with the reason {@code NO_MATCHING_KEY} if they have the key of no agent whom it names
   */
  static KeyHistory read(Limits limits, PasswordSource passwords, KeySource agents, Path... files)
      throws IOException {
    return new KeyHistoryDoor(
        HeldKeys.read(limits, passwords, new HeldAgents(agents, limits), files));
  }

  /**
   * Reads the bytes of a key file that come from elsewhere, such as a database column.
   *
   * @param name a name for error texts and reports; the {@link PasswordSource} gets it too
   */
  static KeyHistory read(byte[] octets, String name, PasswordSource passwords)
      throws SmimeException.KeyFile {
    return new KeyHistoryDoor(HeldKeys.read(octets, name, passwords));
  }

  /**
   * Returns a history of the entries of a loaded key store. It may be the key store of the
   * operating system or of a token; the private keys stay there. Read a PKCS#12 file with {@link
   * #read} instead, because a key store loses entries that have the same name. The source of
   * passwords is asked once, with the subject {@code key store} and the type of the store. If only
   * some entries open, {@link #skipped()} and {@link KeySource#unopened()} name the others.
   *
   * @throws SmimeException.KeyFile if the store cannot be read, or no password opens its keys
   */
  static KeyHistory fromKeyStore(KeyStore store, PasswordSource passwords)
      throws SmimeException.KeyFile {
    return new KeyHistoryDoor(HeldKeys.read(store, passwords));
  }

  /**
   * Returns a history with the keys and certificates of both. {@code and(of(identity))} adds an
   * identity.
   */
  default KeyHistory and(KeyHistory other) {
    return new KeyHistoryDoor(held().with(other.held()));
  }

  private static Stream<KeyWithCertificates> inIdentity(Credential identity) {
    Objects.requireNonNull(identity, "no credential was given");
    DecryptionKey key =
        DecryptionKey.of(
            identity.privateKey(),
            identity.certificate().getPublicKey(),
            List.of(identity.certificate()),
            "identity");
    return Stream.concat(
        Stream.of(KeyWithCertificates.of(key)),
        identity.chain().stream().skip(1).map(KeyWithCertificates::of));
  }

  private KeyHistory with(List<KeyWithCertificates> more) {
    return new KeyHistoryDoor(held().with(more));
  }

  /**
   * Returns a history without this key and without any certificate of it. The new history remembers
   * the day (UTC) of the removal, to explain why a message for the key does not open. A removal is
   * not a revocation. An unknown key changes nothing. Messages that are being opened keep the older
   * history. To remove keys while a {@code Decryptor} uses them, see {@link #changing}.
   *
   * @param publicKey the public key, as a certificate or {@link DecryptionKey#publicKey()} has it
   */
  default KeyHistory without(PublicKey publicKey) {
    HeldKeys fewer = held().without(Lookup.publicKey(publicKey));
    return fewer == held() ? this : new KeyHistoryDoor(fewer);
  }

  /**
   * Returns a history in which the key of this certificate opens authenticated encryption only. A
   * PKCS#12 file does not keep that.
   *
   * @throws IllegalArgumentException if the history has no private key for the certificate
   */
  default KeyHistory aeadOnly(X509Certificate certificate) {
    KeyWithCertificates known = held().get(Lookup.publicKey(certificate));
    if (known == null || known.key() == null) {
      throw new IllegalArgumentException(
          "No private key is held for " + RecipientIdentifier.of(certificate));
    }
    return with(List.of(known.openingAeadOnly()));
  }

  @Override
  default List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
    return held().matching(wanted);
  }

  @Override
  default Iterable<DecryptionKey> remaining(String kind) {
    return held().remaining(kind);
  }

  @Override
  default int size() {
    return held().size();
  }

  @Override
  default List<String> removedMatching(List<RecipientIdentifier> wanted) {
    return held().removedMatching(wanted);
  }

  /**
   * Returns all private keys. The key with the newest certificate is first; keys without a
   * certificate are last.
   */
  default List<DecryptionKey> keys() {
    return held().keys();
  }

  /** Returns all certificates, including those without a private key, newest keys first. */
  default List<X509Certificate> certificates() {
    return held().certificates();
  }

  /**
   * Returns one entry for each public key, newest first. An entry has a key with its certificates,
   * a key alone, or certificates alone. Certificates of authorities are included.
   */
  default List<KeyEntry> entries() {
    return held().entries();
  }

  /**
   * Returns one identity for each certificate with a private key, newest first. Each has as much of
   * its chain as the history holds.
   */
  default List<Credential> identities() {
    return held().identities().stream().map(KeyHistory::credential).toList();
  }

  /**
   * Returns the identities that a person should use now for a role. The list has the newest
   * identity with a classical key, then the newest with a key of ML-DSA, SLH-DSA or ML-KEM. It
   * lacks kinds that the person does not have. If a person has both kinds, let both sign ({@link
   * Signer#and(Credential)}): the signature then remains valid once quantum computers exist, and
   * programs that support only one kind verify that one.
   *
   * <p>The certificate of an identity must be valid now and allow the role ({@link
   * Purpose#isAllowedBy}). This method does not check path, trust or revocation, because the
   * certificate is the person's own.
   */
  default List<Credential> newest(Purpose role) {
    return new IdentityChoice(held(), role).newest().stream().map(KeyHistory::credential).toList();
  }

  private static Credential credential(HeldKeys.Identity identity) {
    return Credential.of(
        identity.key().privateKey(),
        identity.certificate(),
        identity.issuers().toArray(X509Certificate[]::new));
  }

  /**
   * Writes all keys and certificates as one PKCS#12 file, for example for a new device that must
   * open old mail. Each key has its own friendlyName and localKeyId, so that programs that index
   * entries by them find all keys. The file is readable by its owner only, and appears when it is
   * complete. PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256 encrypts it. Its MAC uses SHA-256.
   *
   * @param password the password of the file; this method does not change the array
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys; then this method
   *     writes nothing
   * @throws IllegalStateException if the history is empty
   */
  default void writePkcs12(Path target, char[] password) throws IOException {
    TargetFile.<@Nullable Void>write(
        target,
        out -> {
          writePkcs12(out, target.toString(), password, Pkcs12Protection.AES_256);
          return null;
        });
  }

  /**
   * Writes all keys and certificates as one PKCS#12 file to a stream, which stays open. If a key
   * cannot be exported, this method writes nothing.
   *
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys
   */
  default void writePkcs12(OutputStream out, char[] password) throws IOException {
    writePkcs12(out, "the PKCS#12 file", password, Pkcs12Protection.AES_256);
  }

  /**
   * Writes to a stream as {@link #writePkcs12(OutputStream, char[])} does, but with triple DES and
   * SHA-1. iOS before 18, macOS before 15, the macOS keychain, Android before 14 and Windows Server
   * 2016 open nothing else. The protection is weak: give a random password of at least 24
   * characters, write to a file that only its owner can read, and delete the file after use.
   *
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys; then nothing is
   *     written
   */
  default void writeLegacyPkcs12(OutputStream out, char[] password) throws IOException {
    writePkcs12(out, "the PKCS#12 file", password, Pkcs12Protection.LEGACY_3DES);
  }

  private void writePkcs12(
      OutputStream out, String target, char[] password, Pkcs12Protection protection)
      throws IOException {
    List<DecryptionKey> keys = keys();
    List<X509Certificate> others =
        held().all().stream()
            .filter(held -> held.key() == null)
            .flatMap(held -> held.certificates().stream())
            .toList();
    if (keys.isEmpty() && others.isEmpty()) {
      throw new IllegalStateException("There is no key and no certificate to write");
    }
    new Pkcs12Writer(password, protection, target, keys.size()).write(keys, others, out);
  }

  /**
   * Returns what the history does not use: files in directories, and entries in files. Each has its
   * reason.
   */
  default Map<String, String> skipped() {
    return held().skipped();
  }

  @Override
  default Map<String, String> unopened() {
    return held().unopened();
  }

  private HeldKeys held() {
    return Held.by(this, HeldKeys.class);
  }
}

final class KeyHistoryDoor extends Held<HeldKeys> implements KeyHistory {

  static final KeyHistory EMPTY = new KeyHistoryDoor(HeldKeys.NONE);

  KeyHistoryDoor(HeldKeys held) {
    super(held);
  }
}
