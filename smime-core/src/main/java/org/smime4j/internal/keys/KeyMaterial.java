package org.smime4j.internal.keys;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.keyfile.PrivateKeys;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.Work;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** The keys and certificates of one source while it is read, not yet paired. */
public final class KeyMaterial {

  private final String source;
  private final Map<Lookup, KeyPair> keys = new LinkedHashMap<>();
  private final Map<Lookup, X509Certificate> certificates = new LinkedHashMap<>();
  private final Map<Lookup, List<X509Certificate>> byKey = new LinkedHashMap<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();
  private final Map<String, String> unopened = new LinkedHashMap<>();
  private final List<Unreadable> failures = new ArrayList<>();
  private final boolean opensKeys;
  private final @Nullable RecoveryAgents agents;
  private final WorkBudget work;
  private final Set<Lookup> besideALockedKey = new HashSet<>();
  private int locked;

  /** Why the private key in a recovery blob was not read; null if there is none, or it was. */
  private @Nullable Unreadable archived;

  /** Of a source that its caller has loaded already. */
  KeyMaterial(String source) {
    this(
        source,
        true,
        WorkBudget.of(Limits.standard().allowing(Limit.WORK, Long.MAX_VALUE), 0),
        null);
  }

  /**
   * @param opensKeys whether encrypted private keys are wanted, or only their number
   * @param work what computing the public halves of all its keys may cost
   * @param agents who open recovery blobs; null if the private keys in these are of no interest
   */
  KeyMaterial(String source, boolean opensKeys, WorkBudget work, @Nullable RecoveryAgents agents) {
    this.source = source;
    this.opensKeys = opensKeys;
    this.work = work;
    this.agents = agents;
  }

  boolean opensKeys() {
    return opensKeys;
  }

  @Nullable RecoveryAgents agents() {
    return agents;
  }

  boolean hasAgents() {
    return agents != null && agents.areHeld();
  }

  /** Counts a private key that is left encrypted. */
  void addLocked() {
    locked++;
  }

  /** Records that the file assigns a key, which stays encrypted, to this certificate. */
  void addBesideALockedKey(X509Certificate certificate) {
    besideALockedKey.add(Lookup.publicKey(certificate));
  }

  /** Returns whether a file assigns a key that stayed encrypted to this public key. */
  public boolean saysLocked(Lookup publicKey) {
    return besideALockedKey.contains(publicKey);
  }

  /** How many private keys were left encrypted. */
  public int locked() {
    return locked;
  }

  /** How many private keys there are, encrypted or not. */
  public int privateKeys() {
    return keys.size() + locked;
  }

  String source() {
    return source;
  }

  /** Adds a private key, whose public half is computed. */
  void add(PrivateKeyInfo key) throws Unreadable {
    spend(key.getPrivateKeyAlgorithm());
    add(PrivateKeys.pair(key));
  }

  /** Draws on what all keys of the source may cost, before one is computed. */
  void spend(AlgorithmIdentifier algorithm) throws Unreadable {
    spend(Work.computing(algorithm));
  }

  /** The same for other work. */
  void spend(long units) throws Unreadable {
    try {
      work.spend(units);
    } catch (LimitExceeded spent) {
      throw Unreadable.unsupported(
          "the keys before it have used up the work that a file of this size may cost; raise"
              + " Limit.WORK if you expect so many");
    }
  }

  /** The same for a private key that somebody else has decoded. */
  void spend(PrivateKey key) throws Unreadable {
    byte[] encoded = key.getEncoded();
    AlgorithmIdentifier algorithm;
    try {
      algorithm = PrivateKeyInfo.getInstance(encoded).getPrivateKeyAlgorithm();
    } catch (RuntimeException unknown) {
      return;
    } finally {
      if (encoded != null) {
        Arrays.fill(encoded, (byte) 0);
      }
    }
    spend(algorithm);
  }

  void add(KeyPair pair) {
    keys.putIfAbsent(Lookup.publicKey(pair.getPublic()), pair);
  }

  X509Certificate addCertificate(byte[] der) throws Unreadable {
    try {
      X509Certificate certificate = Certificates.parse(der);
      spend(Work.decodingInFile(Certificates.size(certificate)));
      // Afterwards the certificate has its key at hand, and who asks for it gets no exception.
      if (Certificates.publicKey(certificate) == null) {
        // A key that spells out its curve is completed by its private half.
        PublicKeys.of(certificate);
      }
      Lookup publicKey = Lookup.publicKey(certificate);
      if (certificates.putIfAbsent(Lookup.certificate(certificate), certificate) == null) {
        byKey.computeIfAbsent(publicKey, key -> new ArrayList<>()).add(certificate);
      }
      return certificate;
    } catch (IllegalArgumentException e) {
      throw Unreadable.damaged("the public key in the certificate cannot be decoded");
    } catch (SmimeException e) {
      throw Unreadable.damaged("it is not an X.509 certificate");
    }
  }

  /** Skips an entry, because the others may be usable. */
  void skip(String entry, Unreadable why) {
    skip(source + ", " + entry, why.what(), why.reason());
    failures.add(why);
  }

  private void skip(String what, String why, KeyFile.Reason reason) {
    skipped.put(what, why);
    if (reason != KeyFile.Reason.NOT_A_KEY_FILE) {
      unopened.put(what, why);
    }
  }

  /** Skips the private key in a recovery blob. */
  void skipArchived(Unreadable why) {
    skip("private key", why);
    archived = why;
  }

  public Map<String, String> skipped() {
    return skipped;
  }

  /** Of what was skipped that which may have keys. */
  Map<String, String> unopened() {
    return unopened;
  }

  Collection<X509Certificate> certificates() {
    return certificates.values();
  }

  /** Records an unusable file of a directory. */
  public static KeyMaterial skipped(String source, KeyFile why) {
    KeyMaterial nothing = new KeyMaterial(source);
    nothing.skip(source, why.what(), why.reason());
    return nothing;
  }

  /**
   * Throws if the source is unusable: it gave nothing, or no key because a password is missing, or
   * because the agents whose keys are held did not open it.
   */
  KeyMaterial orThrow() throws KeyFile {
    if (archived != null && privateKeys() == 0 && hasAgents()) {
      throw archived.in(source);
    }
    for (Unreadable failure : failures) {
      boolean noPassword = failure.reason() == KeyFile.Reason.WRONG_PASSWORD;
      if (privateKeys() == 0 && (certificates.isEmpty() || noPassword)) {
        throw failure.in(source);
      }
    }
    if (privateKeys() == 0 && certificates.isEmpty()) {
      throw new SmimeException.KeyFile(
          source, KeyFile.Reason.NOT_A_KEY_FILE, "there is no key and no certificate in it");
    }
    return this;
  }

  /** The same for a key store, which may be empty. */
  KeyMaterial orThrowUnlessEmpty() throws KeyFile {
    return failures.isEmpty() ? this : orThrow();
  }

  /** Keys with their certificates, and the certificates that are left. */
  public List<KeyWithCertificates> paired() {
    Map<Lookup, List<X509Certificate>> left = new LinkedHashMap<>(byKey);
    List<KeyWithCertificates> paired = new ArrayList<>();
    keys.forEach(
        (lookup, pair) -> {
          List<X509Certificate> own = left.remove(lookup);
          paired.add(
              KeyWithCertificates.of(
                  lookup,
                  DecryptionKey.of(
                      pair.getPrivate(), pair.getPublic(), own == null ? List.of() : own, source)));
        });
    left.values().forEach(rest -> paired.add(KeyWithCertificates.of(rest)));
    return paired;
  }

  /** The key recovery agents to whom an authority encrypts the keys that it archives. */
  public interface RecoveryAgents {

    /** Whether the key of any agent is held. Without one, only the names of the agents are read. */
    boolean areHeld();

    /**
     * Decrypts what is encrypted to agents. Only agents whom the envelope names are asked.
     *
     * @param envelope a ContentInfo
     * @param beside certificates, among them perhaps those of the agents, to name them
     */
    byte[] open(byte[] envelope, Collection<X509Certificate> beside) throws Unreadable;
  }
}
