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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;
import org.smime4j.SmimeException;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.io.TargetFile;

/**
 * Every key that a person ever had, to open every mail that the person ever got.
 *
 * <p>Files are PKCS #12, PEM, PKCS #8, JKS and others, recognised by their content. Keys and
 * certificates are paired by public key. A key without a certificate and a certificate without a
 * key are kept. Keys of expired, future or revoked certificates are kept too.
 *
 * <p>{@link #read(PasswordSource, java.nio.file.Path...)} throws {@link
 * org.smime4j.SmimeException.KeyFile} for a named file that does not open. Files of a directory
 * that do not open are in {@link #skipped()}.
 *
 * <p>A history takes about 1 KiB of memory for each key, beside the key and its certificates. A key
 * that a message names is found as fast among 100,000 as alone.
 *
 * <p>Immutable, and safe for use by several threads. {@link #with} and {@link #without} return new
 * histories, which share memory with the old one. Messages that use the old history are not
 * affected.
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

  /** Filled when first asked for: sorting is for those who try keys, not for those who add them. */
  private final Map<String, List<DecryptionKey>> byKind = new ConcurrentHashMap<>();

  private KeyHistory(KeyIndex index, Map<String, String> skipped) {
    this.index = index;
    this.skipped = skipped;
  }

  /**
   * The keys of these identities, with the certificates of their chains. Without arguments the
   * history is empty.
   */
  public static KeyHistory of(Credential... identities) {
    KeyHistory history = EMPTY;
    for (Credential identity : identities) {
      history = history.with(identity);
    }
    return history;
  }

  /** One key, with its certificates. */
  static KeyHistory of(DecryptionKey key) {
    return EMPTY.with(key, List.of());
  }

  /**
   * The keys and certificates of these files, each opened by any of the passwords. The form of a
   * file is found by its content, not by its name: PKCS#12 (RFC 7292, 9579), PEM or DER of PKCS#8,
   * PKCS#1, SEC 1 and X.509, certs-only CMS, JKS and JCEKS. {@link #skipped} lists entries that
   * cannot be used.
   *
   * <p>All key files in a directory, at any depth, are read. {@link #skipped} lists files that are
   * no key files or that no password opens. Links to directories are not followed.
   *
   * @throws SmimeException.KeyFile if no password fits a file that is named, or nothing in it could
   *     be used; it says which and why
   */
  public static KeyHistory read(PasswordSource passwords, Path... files) throws IOException {
    return read(Limits.standard(), passwords, files);
  }

  /** The same, within other limits of key derivation and size, for each file. */
  public static KeyHistory read(Limits limits, PasswordSource passwords, Path... files)
      throws IOException {
    KeyFileReader reader = new KeyFileReader(passwords, limits);
    KeyHistory history = EMPTY;
    for (Path file : files) {
      boolean isDirectory = Files.readAttributes(file, BasicFileAttributes.class).isDirectory();
      List<KeyMaterial> read =
          isDirectory ? reader.readDirectory(file) : List.of(reader.read(file));
      for (KeyMaterial material : read) {
        history = history.with(material);
      }
    }
    return history;
  }

  /**
   * The same for the octets of a file that come from elsewhere, such as a column of a database.
   *
   * @param name for a person, and for the {@link PasswordSource}
   */
  public static KeyHistory read(byte[] octets, String name, PasswordSource passwords)
      throws SmimeException.KeyFile {
    return EMPTY.with(new KeyFileReader(passwords, Limits.standard()).read(octets, name));
  }

  /**
   * The entries of a key store that is loaded already, among them those of the operating system and
   * of a token, whose private keys stay there. Read a PKCS#12 file by {@link #read} instead: a key
   * store loses entries of the same name.
   *
   * @throws SmimeException.KeyFile if the store cannot be read, or no password fits its keys
   */
  public static KeyHistory fromKeyStore(KeyStore store, PasswordSource passwords)
      throws SmimeException.KeyFile {
    return EMPTY.with(KeyStoreReader.read(store, passwords));
  }

  /** The keys and certificates of both. */
  public KeyHistory with(KeyHistory other) {
    return new KeyHistory(
        index.size() >= other.index.size() ? index.with(other.index) : other.index.with(index),
        skippedToo(other.skipped));
  }

  /** The key of another identity and the certificates of its chain. */
  public KeyHistory with(Credential identity) {
    return with(
        DecryptionKey.of(
            identity.privateKey(),
            identity.certificate().getPublicKey(),
            List.of(identity.certificate()),
            "identity"),
        identity.chain().subList(1, identity.chain().size()));
  }

  private KeyHistory with(DecryptionKey key, List<X509Certificate> others) {
    KeyIndex more = index.with(KeyWithCertificates.of(key));
    for (X509Certificate other : others) {
      more = more.with(KeyWithCertificates.of(other));
    }
    return new KeyHistory(more, skipped);
  }

  private KeyHistory with(KeyMaterial material) {
    KeyIndex more = index;
    for (KeyWithCertificates held : material.paired()) {
      more = more.with(held);
    }
    return new KeyHistory(more, skippedToo(material.skipped()));
  }

  private Map<String, String> skippedToo(Map<String, String> others) {
    Map<String, String> both = new LinkedHashMap<>(skipped);
    both.putAll(others);
    return Collections.unmodifiableMap(both);
  }

  /**
   * Returns a history without the key of this certificate, and without all certificates of that
   * key. It remembers that the key was removed, and on which day (UTC), to explain a message for
   * it. A removal is no revocation. An unknown certificate changes nothing. Messages that are being
   * opened keep the older history; to remove keys while a {@code Decryptor} uses them, see {@link
   * KeySource#changing}.
   */
  public KeyHistory without(X509Certificate certificate) {
    return without(Lookup.publicKey(certificate));
  }

  /** Without this key and its certificates; see {@link #without(X509Certificate)}. */
  public KeyHistory without(DecryptionKey key) {
    return without(Lookup.publicKey(key.publicKey()));
  }

  private KeyHistory without(Lookup publicKey) {
    KeyIndex fewer =
        index.without(publicKey, SystemTime.now().atZone(ZoneOffset.UTC).toLocalDate());
    return fewer == index ? this : new KeyHistory(fewer, skipped);
  }

  /**
   * Marks the key of this certificate: it opens authenticated encryption only.
   *
   * @throws IllegalArgumentException if no private key is held for the certificate
   */
  public KeyHistory aeadOnly(X509Certificate certificate) {
    KeyWithCertificates held = index.get(Lookup.publicKey(certificate));
    if (held == null || held.key() == null) {
      throw new IllegalArgumentException(
          "No private key is held for " + RecipientIdentifier.of(certificate));
    }
    return new KeyHistory(index.with(held.openingAeadOnly()), skipped);
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

  /** Keys that would have fitted but were removed, each in words for a person, with the day. */
  List<String> removedMatching(List<RecipientIdentifier> wanted) {
    return index.removedMatching(wanted);
  }

  /** All private keys, the one with the newest certificate first, those without any last. */
  public List<DecryptionKey> keys() {
    return held().stream().map(KeyWithCertificates::key).filter(Objects::nonNull).toList();
  }

  /** All certificates, also those without a private key, newest keys first. */
  public List<X509Certificate> certificates() {
    return held().stream().flatMap(held -> held.certificates().stream()).toList();
  }

  /**
   * All that is held, public key by public key, newest first: keys with their certificates, keys
   * alone, and certificates alone, authorities' among them.
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
   * One identity for each certificate with a private key, newest first, with as much of its chain
   * as the history holds.
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
   * Writes all keys and certificates as one PKCS#12 file, as for a new device that must open old
   * mail. Each key has its own friendlyName and localKeyId, so that programs that index entries by
   * them find all keys. The file is for its owner alone, and exists once it is complete. It is
   * protected by PBES2 with AES-256-CBC and PBKDF2 of HMAC-SHA-256, its MAC by SHA-256.
   *
   * @param password of the file; not changed
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys; then nothing is
   *     written
   * @throws IllegalStateException if the history is empty
   */
  public void writePkcs12(Path target, char[] password) throws IOException {
    writePkcs12(target, password, Pkcs12Protection.AES_256);
  }

  /**
   * The same to a stream, which stays open; if a key cannot be exported, nothing is written to it.
   *
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys
   */
  public void writePkcs12(OutputStream out, char[] password) throws IOException {
    writePkcs12(out, A_FILE, password, Pkcs12Protection.AES_256);
  }

  /**
   * As {@link #writePkcs12(Path, char[])}, with triple DES and SHA-1, for devices that open nothing
   * else, such as Windows Server 2016 and older phones. The protection is weak: delete the file
   * after use.
   *
   * @throws SmimeException.KeyFile if a token or a service keeps one of the keys; then nothing is
   *     written
   */
  public void writeLegacyPkcs12(Path target, char[] password) throws IOException {
    writePkcs12(target, password, Pkcs12Protection.LEGACY_3DES);
  }

  /**
   * The same to a stream, which stays open; nothing is written to it where a key cannot be.
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

  /** Files in directories and entries of files that were not used, each with the reason. */
  public Map<String, String> skipped() {
    return skipped;
  }

  private List<KeyWithCertificates> held() {
    List<KeyWithCertificates> held = new ArrayList<>();
    index.forEach(held::add);
    held.sort(KeyIndex::newestFirst);
    return held;
  }

  @Override
  public String toString() {
    return "History of " + (size() == 1 ? "1 key" : size() + " keys");
  }
}
