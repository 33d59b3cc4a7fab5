package org.smime4j.keys;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.settings.Limits;

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
 * <p>Immutable, and safe for use by several threads. {@link #with} and {@link #without} return new
 * histories, which do not affect messages that are opened with the old one. They copy the tables of
 * the history, but not its keys: to add many keys, use {@link #of} or add them as one history.
 *
 * <pre>{@code
 * KeyHistory keys =
 *     KeyHistory.read(passwords, Path.of("2019.pfx"), Path.of("2022.pfx"), Path.of("2025.pfx"));
 * }</pre>
 */
public final class KeyHistory implements KeySource {

  private static final String A_FILE = "the PKCS#12 file";

  private static final KeyHistory EMPTY = new KeyHistory(KeyIndex.EMPTY, Map.of());

  private final KeyIndex index;
  private final Map<String, String> skipped;

  /** Filled on first use: only trial decryption needs sorted keys, and adding keys does not. */
  private final Map<String, List<DecryptionKey>> byKind = new ConcurrentHashMap<>();

  private KeyHistory(KeyIndex index, Map<String, String> skipped) {
    this.index = index;
    this.skipped = skipped;
  }

  /**
   * Returns a history of the keys of these identities, with the certificates of their chains.
   * Without arguments the history is empty.
   */
  public static KeyHistory of(Credential... identities) {
    return EMPTY.with(Arrays.stream(identities).flatMap(KeyHistory::held).toList());
  }

  /** A history of one key with its certificates. */
  static KeyHistory of(DecryptionKey key) {
    return EMPTY.with(List.of(KeyWithCertificates.of(key)));
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
  public static KeyHistory read(PasswordSource passwords, Path... files) throws IOException {
    return read(Limits.standard(), passwords, files);
  }

  /**
   * As {@link #read(PasswordSource, Path...)}, with other limits of key derivation and size for
   * each file.
   */
  public static KeyHistory read(Limits limits, PasswordSource passwords, Path... files)
      throws IOException {
    KeyFileReader reader = new KeyFileReader(passwords, limits);
    List<KeyMaterial> read = new ArrayList<>();
    for (Path file : files) {
      if (Files.readAttributes(file, BasicFileAttributes.class).isDirectory()) {
        read.addAll(reader.readDirectory(file));
      } else {
        read.add(reader.read(file));
      }
    }
    return of(read);
  }

  private static KeyHistory of(List<KeyMaterial> read) {
    Map<String, String> skipped = new LinkedHashMap<>();
    read.forEach(material -> skipped.putAll(material.skipped()));
    return new KeyHistory(
        KeyIndex.EMPTY.with(read.stream().flatMap(material -> material.paired().stream()).toList()),
        Collections.unmodifiableMap(skipped));
  }

  /**
   * Reads the bytes of a key file that come from elsewhere, such as a database column.
   *
   * @param name a name for error texts and reports; the {@link PasswordSource} gets it too
   */
  public static KeyHistory read(byte[] octets, String name, PasswordSource passwords)
      throws SmimeException.KeyFile {
    return of(List.of(new KeyFileReader(passwords, Limits.standard()).read(octets, name)));
  }

  /**
   * Returns a history of the entries of a loaded key store. It may be the key store of the
   * operating system or of a token; the private keys stay there. Read a PKCS#12 file with {@link
   * #read} instead, because a key store loses entries that have the same name.
   *
   * @throws SmimeException.KeyFile if the store cannot be read, or no password opens its keys
   */
  public static KeyHistory fromKeyStore(KeyStore store, PasswordSource passwords)
      throws SmimeException.KeyFile {
    return of(List.of(KeyStoreReader.read(store, passwords)));
  }

  /** Returns a history with the keys and certificates of both. */
  public KeyHistory with(KeyHistory other) {
    Map<String, String> both = new LinkedHashMap<>(skipped);
    both.putAll(other.skipped);
    return new KeyHistory(
        index.size() >= other.index.size() ? index.with(other.index) : other.index.with(index),
        Collections.unmodifiableMap(both));
  }

  /** Returns a history that also has the key of this identity and the certificates of its chain. */
  public KeyHistory with(Credential identity) {
    return with(held(identity).toList());
  }

  private static Stream<KeyWithCertificates> held(Credential identity) {
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
    return new KeyHistory(index.with(more), skipped);
  }

  /**
   * Returns a history without the key of this certificate and without any certificate of that key.
   * The new history remembers the day (UTC) of the removal, to explain why a message for the key
   * does not open. A removal is not a revocation. An unknown certificate changes nothing. Messages
   * that are being opened keep the older history. To remove keys while a {@code Decryptor} uses
   * them, see {@link KeySource#changing}.
   */
  public KeyHistory without(X509Certificate certificate) {
    return without(Lookup.publicKey(certificate));
  }

  /**
   * Returns a history without this key and its certificates; see {@link #without(X509Certificate)}.
   */
  public KeyHistory without(DecryptionKey key) {
    return without(Lookup.publicKey(key.publicKey()));
  }

  private KeyHistory without(Lookup publicKey) {
    KeyIndex fewer =
        index.without(publicKey, SystemTime.now().atZone(ZoneOffset.UTC).toLocalDate());
    return fewer == index ? this : new KeyHistory(fewer, skipped);
  }

  /**
   * Returns a history in which the key of this certificate opens authenticated encryption only.
   *
   * @throws IllegalArgumentException if the history has no private key for the certificate
   */
  public KeyHistory aeadOnly(X509Certificate certificate) {
    KeyWithCertificates held = index.get(Lookup.publicKey(certificate));
    if (held == null || held.key() == null) {
      throw new IllegalArgumentException(
          "No private key is held for " + RecipientIdentifier.of(certificate));
    }
    return with(List.of(held.openingAeadOnly()));
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
    return index.matching(wanted);
  }

  @Override
  public Iterable<DecryptionKey> remaining(String kind) {
    return ofKind(kind);
  }

  List<DecryptionKey> ofKind(String kind) {
    return byKind.computeIfAbsent(
        kind, k -> keys().stream().filter(key -> key.kind().equals(k)).toList());
  }

  @Override
  public int size() {
    return index.size();
  }

  /**
   * Descriptions for people of removed keys that would have matched, each with the day of its
   * removal.
   */
  List<String> removedMatching(List<RecipientIdentifier> wanted) {
    return index.removedMatching(wanted);
  }

  /**
   * Returns all private keys. The key with the newest certificate is first; keys without a
   * certificate are last.
   */
  public List<DecryptionKey> keys() {
    return held().stream().map(KeyWithCertificates::key).filter(Objects::nonNull).toList();
  }

  /** Returns all certificates, including those without a private key, newest keys first. */
  public List<X509Certificate> certificates() {
    return held().stream().flatMap(held -> held.certificates().stream()).toList();
  }

  /**
   * Returns one entry for each public key, newest first. An entry has a key with its certificates,
   * a key alone, or certificates alone. Certificates of authorities are included.
   */
  public List<KeyEntry> entries() {
    Chains chains = new Chains(certificates());
    return held().stream()
        .map(
            held ->
                new KeyEntry(
                    Optional.ofNullable(held.key()),
                    held.certificates(),
                    held.certificates().isEmpty()
                        ? List.of()
                        : chains.issuersOf(held.certificates().get(0))))
        .toList();
  }

  /**
   * Returns one identity for each certificate with a private key, newest first. Each has as much of
   * its chain as the history holds.
   */
  public List<Credential> identities() {
    Chains chains = new Chains(certificates());
    List<Credential> identities = new ArrayList<>();
    for (DecryptionKey key : keys()) {
      for (X509Certificate certificate : key.certificates()) {
        identities.add(Credential.of(key.privateKey(), certificate, chains.issuersOf(certificate)));
      }
    }
    return List.copyOf(identities);
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
  public void writePkcs12(Path target, char[] password) throws IOException {
    writePkcs12(target, password, Pkcs12Protection.AES_256);
  }

  /**
   * Writes all keys and certificates as one PKCS#12 file to a stream, which stays open. If a key
   * cannot be exported, this method writes nothing.
   *
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys
   */
  public void writePkcs12(OutputStream out, char[] password) throws IOException {
    writePkcs12(out, A_FILE, password, Pkcs12Protection.AES_256);
  }

  /**
   * Writes the file as {@link #writePkcs12(Path, char[])} does, but with triple DES and SHA-1.
   * Windows Server 2016, older phones and some other devices open nothing else. The protection is
   * weak: delete the file after use.
   *
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys; then nothing is
   *     written
   */
  public void writeLegacyPkcs12(Path target, char[] password) throws IOException {
    writePkcs12(target, password, Pkcs12Protection.LEGACY_3DES);
  }

  /**
   * Writes the file as {@link #writeLegacyPkcs12(Path, char[])} does, but to a stream. The stream
   * stays open. If a key cannot be exported, this method writes nothing.
   *
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys
   */
  public void writeLegacyPkcs12(OutputStream out, char[] password) throws IOException {
    writePkcs12(out, A_FILE, password, Pkcs12Protection.LEGACY_3DES);
  }

  private void writePkcs12(Path target, char[] password, Pkcs12Protection protection)
      throws IOException {
    TargetFile.<@Nullable Void>write(
        target,
        out -> {
          writePkcs12(out, target.toString(), password, protection);
          return null;
        });
  }

  private void writePkcs12(
      OutputStream out, String target, char[] password, Pkcs12Protection protection)
      throws IOException {
    List<DecryptionKey> keys = keys();
    List<X509Certificate> others =
        held().stream()
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
  public Map<String, String> skipped() {
    return skipped;
  }

  private List<KeyWithCertificates> held() {
    return index.all().stream().sorted(KeyIndex::newestFirst).toList();
  }

  @Override
  public String toString() {
    return "History of " + (size() == 1 ? "1 key" : size() + " keys");
  }
}
