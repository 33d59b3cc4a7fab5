package org.smime4j.internal.keys;

import java.io.IOException;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keys.KeyMaterial.RecoveryAgents;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyEntry;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limits;

/** The keys and certificates of a history, and what was not used of its files. Immutable. */
public final class HeldKeys implements KeyIndex.EnumeratedKeys {

  /** No key. */
  public static final HeldKeys NONE = new HeldKeys(KeyIndex.EMPTY, Map.of(), Map.of());

  private final KeyIndex index;
  private final Map<String, String> skipped;

  /** Of what was skipped that which may have keys. */
  private final Map<String, String> unopened;

  /** Filled on first use: only trial decryption needs sorted keys, and adding keys does not. */
  private final Map<String, List<DecryptionKey>> byKind = new ConcurrentHashMap<>();

  private HeldKeys(KeyIndex index, Map<String, String> skipped, Map<String, String> unopened) {
    this.index = index;
    this.skipped = skipped;
    this.unopened = unopened;
  }

  /** The keys of files, and of all files in directories. */
  public static HeldKeys read(Limits limits, PasswordSource passwords, Path... files)
      throws IOException {
    return read(limits, passwords, null, files);
  }

  /**
   * The same with the private keys in recovery blobs.
   *
   * @param agents who open them; null if they are of no interest
   */
  public static HeldKeys read(
      Limits limits, PasswordSource passwords, @Nullable RecoveryAgents agents, Path... files)
      throws IOException {
    KeyFileReader reader = new KeyFileReader(passwords, limits, agents);
    List<KeyMaterial> read = new ArrayList<>();
    for (Path file : files) {
      if (Files.readAttributes(
              Objects.requireNonNull(file, "no file was given"), BasicFileAttributes.class)
          .isDirectory()) {
        read.addAll(reader.readDirectory(file));
      } else {
        read.add(reader.read(file));
      }
    }
    return of(read);
  }

  /** The keys of one file that is in memory. */
  public static HeldKeys read(byte[] octets, String name, PasswordSource passwords) throws KeyFile {
    return of(List.of(new KeyFileReader(passwords, Limits.standard()).read(octets, name)));
  }

  /** The keys of a key store that its caller has loaded. */
  public static HeldKeys read(KeyStore store, PasswordSource passwords) throws KeyFile {
    return of(List.of(KeyStoreReader.read(store, passwords)));
  }

  private static HeldKeys of(List<KeyMaterial> read) {
    Map<String, String> skipped = new LinkedHashMap<>();
    Map<String, String> unopened = new LinkedHashMap<>();
    for (KeyMaterial material : read) {
      skipped.putAll(material.skipped());
      unopened.putAll(material.unopened());
    }
    return new HeldKeys(
        KeyIndex.EMPTY.with(read.stream().flatMap(material -> material.paired().stream()).toList()),
        Collections.unmodifiableMap(skipped),
        Collections.unmodifiableMap(unopened));
  }

  /** These keys and those of another history. */
  public HeldKeys with(HeldKeys other) {
    return new HeldKeys(
        index.size() >= other.index.size() ? index.with(other.index) : other.index.with(index),
        both(skipped, other.skipped),
        both(unopened, other.unopened));
  }

  private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
    Map<String, String> both = new LinkedHashMap<>(one);
    both.putAll(other);
    return Collections.unmodifiableMap(both);
  }

  /** These keys and more. */
  public HeldKeys with(List<KeyWithCertificates> more) {
    return new HeldKeys(index.with(more), skipped, unopened);
  }

  /** These keys without one, of which the day is remembered; the same where it is not held. */
  public HeldKeys without(Lookup publicKey) {
    KeyIndex fewer =
        index.without(publicKey, SystemTime.now().atZone(ZoneOffset.UTC).toLocalDate());
    return fewer == index ? this : new HeldKeys(fewer, skipped, unopened);
  }

  /** What is held for a public key, or null. */
  public @Nullable KeyWithCertificates get(Lookup publicKey) {
    return index.get(publicKey);
  }

  /** Everything, newest first. */
  public List<KeyWithCertificates> all() {
    return index.all().stream().sorted(KeyIndex.NEWEST_FIRST).toList();
  }

  /** All private keys, newest first. */
  public List<DecryptionKey> keys() {
    return all().stream().map(KeyWithCertificates::key).filter(Objects::nonNull).toList();
  }

  /** All certificates, newest first. */
  public List<X509Certificate> certificates() {
    return all().stream().flatMap(held -> held.certificates().stream()).toList();
  }

  /** A private key with one of its certificates and those above it. */
  public record Identity(
      DecryptionKey key, X509Certificate certificate, List<X509Certificate> issuers) {

    /** The certificate, then its issuers. */
    public List<X509Certificate> chain() {
      return Stream.concat(Stream.of(certificate), issuers.stream()).toList();
    }
  }

  /** One for each public key, newest first. */
  public List<KeyEntry> entries() {
    Chains chains = new Chains(certificates());
    return all().stream().<KeyEntry>map(each -> HeldEntry.of(each, chains)).toList();
  }

  /** One for each certificate of each private key, newest keys first. */
  public List<Identity> identities() {
    Chains chains = new Chains(certificates());
    List<Identity> identities = new ArrayList<>();
    for (DecryptionKey key : keys()) {
      for (X509Certificate certificate : key.certificates()) {
        identities.add(new Identity(key, certificate, chains.issuersOf(certificate)));
      }
    }
    return List.copyOf(identities);
  }

  /** What was not used, with the reason. */
  public Map<String, String> skipped() {
    return skipped;
  }

  @Override
  public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
    return index.matching(wanted);
  }

  @Override
  public List<DecryptionKey> remaining(String kind) {
    return byKind.computeIfAbsent(
        kind, k -> keys().stream().filter(key -> key.kind().equals(k)).toList());
  }

  @Override
  public int size() {
    return index.size();
  }

  @Override
  public Set<Lookup> publicKeys() {
    return index.publicKeys();
  }

  @Override
  public Map<String, String> unopened() {
    return unopened;
  }

  @Override
  public List<String> removedMatching(List<RecipientIdentifier> wanted) {
    return index.removedMatching(wanted);
  }

  @Override
  public String toString() {
    return "History of " + (size() == 1 ? "1 key" : size() + " keys");
  }
}
