package org.smime4j.internal.keys;

import static org.bouncycastle.util.Arrays.areEqual;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.Password;
import org.smime4j.internal.keyfile.PasswordDecryption;
import org.smime4j.internal.keyfile.PasswordDerivation;
import org.smime4j.internal.keyfile.Passwords;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.internal.provider.DerivationHash;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.internal.provider.KeyStoreEntries;
import org.smime4j.internal.signature.ProviderKey;
import org.smime4j.keys.PasswordSource;

/** Reads key stores of the JDK, and those of the operating system and of tokens through it. */
public record KeyStoreReader(
    KeyStore store, Passwords passwords, KeyMaterial material, Attempt attempt) {

  /** The identifier of how JCEKS encrypts private keys, as it is written. */
  private static final byte[] PROTECTION = Hex.decode("06092b060104012a021301");

  /** A JCEKS derives twice. */
  private static final int BLOCKS = 2;

  /** As long as that of each entry. */
  private static final byte[] SALT = new byte[8];

  /** Octets in which a salt and a number have room. */
  private static final int PARAMETERS = 64;

  static void read(String type, byte[] octets, PasswordDecryption decryption, KeyMaterial material)
      throws Unreadable {
    PasswordDerivation derivation = decryption.derivation();
    if (!KeyStoreEntries.areFew(octets)) {
      throw Unreadable.unsupported(KeyStoreEntries.refusal());
    }
    BigInteger iterations = material.opensKeys() ? most(octets, derivation) : BigInteger.ZERO;
    Passwords passwords = decryption.passwords();
    KeyStore store = passwords.open(password -> load(type, octets, password));
    Attempt attempt =
        () -> {
          if (iterations.signum() != 0) {
            derivation.spend(iterations, BLOCKS, SALT, DerivationHash.MD5);
          }
        };
    new KeyStoreReader(store, passwords, material, attempt).read();
  }

  /** Counts what an attempt at a private key costs, before it is made. */
  interface Attempt {
    void count() throws Unreadable;
  }

  /**
   * The most iterations of the entries of a JCEKS, which the JDK makes whatever their number is.
   * Each entry states them after the identifier of its encryption.
   */
  private static BigInteger most(byte[] octets, PasswordDerivation derivation) throws Unreadable {
    BigInteger most = BigInteger.ZERO;
    for (int i = 0; i + PROTECTION.length < octets.length; i++) {
      if (octets[i] == PROTECTION[0]
          && areEqual(octets, i, i + PROTECTION.length, PROTECTION, 0, PROTECTION.length)) {
        most = most.max(iterations(octets, i + PROTECTION.length, derivation));
      }
    }
    return most;
  }

  private static BigInteger iterations(byte[] octets, int at, PasswordDerivation derivation)
      throws Unreadable {
    byte[] parameters = Arrays.copyOfRange(octets, at, Math.min(at + PARAMETERS, octets.length));
    try {
      return ASN1Integer.getInstance(
              ASN1Sequence.getInstance(Ber.read(parameters, derivation.limits())).getObjectAt(1))
          .getValue();
    } catch (RuntimeException e) {
      throw Unreadable.damaged("the parameters of its encryption are damaged");
    }
  }

  private static @Nullable KeyStore load(String type, byte[] octets, Password password)
      throws Unreadable {
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(new ByteArrayInputStream(octets), password.characters());
      return store;
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        return null;
      }
      throw Unreadable.damaged("it is cut off or damaged; get the file again from its source");
    } catch (GeneralSecurityException | RuntimeException e) {
      throw Unreadable.unsupported("this Java runtime cannot read key stores of type " + type);
    }
  }

  static KeyMaterial read(KeyStore store, PasswordSource source) throws KeyFile {
    KeyMaterial material = new KeyMaterial("key store " + store.getType());
    try (Passwords passwords = new Passwords(source.candidates(material.source()))) {
      new KeyStoreReader(store, passwords, material, () -> {}).read();
    } catch (Unreadable e) {
      throw e.in(material.source());
    }
    return material.orThrowUnlessEmpty();
  }

  private void read() throws Unreadable {
    try {
      for (String alias : Collections.list(store.aliases())) {
        try {
          entry(alias);
        } catch (Unreadable e) {
          material.skip("entry " + alias, e);
        } catch (GeneralSecurityException | RuntimeException e) {
          material.skip("entry " + alias, Unreadable.damaged("it cannot be read"));
        }
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      throw Unreadable.damaged("it is not loaded, or cannot be read");
    }
  }

  private void entry(String alias) throws Unreadable, GeneralSecurityException {
    Certificate[] chain = store.getCertificateChain(alias);
    for (Certificate certificate :
        chain != null ? chain : new Certificate[] {store.getCertificate(alias)}) {
      if (certificate instanceof X509Certificate x509) {
        material.addCertificate(x509.getEncoded());
      }
    }
    if (chain == null && store.getType().equals("JCEKS")) {
      // A secret key, which is opened by as many iterations as it likes.
      return;
    }
    if (store.isKeyEntry(alias) && !material.opensKeys()) {
      material.addLocked();
      if (store.getCertificate(alias) instanceof X509Certificate own) {
        material.addBesideALockedKey(own);
      }
    } else if (store.isKeyEntry(alias)) {
      Key key = key(alias, null);
      if (key == null) {
        key =
            passwords.open(
                password -> {
                  attempt.count();
                  return key(alias, password.characters());
                });
      }
      if (key instanceof PrivateKey privateKey) {
        material.add(pair(privateKey, store.getCertificate(alias)));
      }
    }
  }

  /** Null if the password does not open the entry. */
  private @Nullable Key key(String alias, char @Nullable [] password) {
    try {
      return store.getKey(alias, password);
    } catch (GeneralSecurityException | RuntimeException wrongPassword) {
      return null;
    }
  }

  private KeyPair pair(PrivateKey key, @Nullable Certificate certificate) throws Unreadable {
    // Keys of a token are used there, even if the token would export them.
    if (store.getType().equals("PKCS11") || ExternalKey.isKept(key)) {
      if (certificate == null) {
        throw Unreadable.unsupported("its private key is out of reach and it has no certificate");
      }
      PublicKey publicKey = certificate.getPublicKey();
      return new KeyPair(publicKey, ProviderKey.of(publicKey, key, store.getProvider()));
    }
    material.spend(key);
    return new KeyPair(
        PublicKeys.ofPrivate(key)
            .or(() -> Optional.ofNullable(certificate).map(Certificate::getPublicKey))
            .orElseThrow(
                () ->
                    Unreadable.unsupported(
                        "its private key is of an unknown kind and it has no certificate")),
        key);
  }
}
