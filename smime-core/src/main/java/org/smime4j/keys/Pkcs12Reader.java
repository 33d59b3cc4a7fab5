package org.smime4j.keys;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * Reads PKCS#12 (RFC 7292, PBMAC1 of RFC 9579) bag by bag and loses nothing. Names and local key
 * identifiers, by which a {@link java.security.KeyStore} files its entries, pair nothing: in the
 * field several keys share them. Of a key that is left encrypted the identifier says whose it is.
 */
final class Pkcs12Reader {

  private final KeyDerivation derivation;
  private final PasswordDecryption decryption;
  private final Passwords passwords;
  private final KeyMaterial material;

  /** Whether a MAC has shown which password is right. */
  private boolean proven;

  private int entry;

  /** Local key identifiers of the keys that are left encrypted, and certificates by theirs. */
  private final Set<ASN1Encodable> lockedKeys = new HashSet<>();

  private final Map<ASN1Encodable, List<X509Certificate>> certificates = new HashMap<>();

  Pkcs12Reader(KeyDerivation derivation, Passwords passwords, KeyMaterial material) {
    this.derivation = derivation;
    this.decryption = new PasswordDecryption(derivation);
    this.passwords = passwords;
    this.material = material;
  }

  void read(Pfx pfx) throws Unreadable {
    ContentInfo authSafe = pfx.getAuthSafe();
    if (!authSafe.getContentType().equals(PKCSObjectIdentifiers.data)) {
      throw Unreadable.unsupported(
          "it is protected by a public key instead of a password; export it with a password");
    }
    byte[] content = ASN1OctetString.getInstance(authSafe.getContent()).getOctets();
    MacData mac = pfx.getMacData();
    if (mac != null) {
      Boolean opened = passwords.open(password -> verify(mac, content, password) ? true : null);
      if (opened == null) {
        throw Unreadable.wrongPassword();
      }
      proven = true;
    }
    for (ASN1Encodable part : ASN1Sequence.getInstance(Ber.read(content, derivation.limits()))) {
      entry++;
      String name = "entry " + entry;
      try {
        bags(open(ContentInfo.getInstance(part)));
      } catch (Unreadable e) {
        material.skip(name, e);
      } catch (RuntimeException e) {
        material.skip(name, Unreadable.damaged("it is damaged"));
      }
    }
    for (ASN1Encodable id : lockedKeys) {
      certificates.getOrDefault(id, List.of()).forEach(material::addBesideALockedKey);
    }
  }

  private static Optional<ASN1Encodable> localKeyId(SafeBag bag) {
    ASN1Set attributes = bag.getBagAttributes();
    try {
      for (ASN1Encodable each : attributes == null ? new DERSet() : attributes) {
        Attribute attribute = Attribute.getInstance(each);
        if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_localKeyId)) {
          return Optional.of(attribute.getAttrValues().getObjectAt(0).toASN1Primitive());
        }
      }
    } catch (RuntimeException irregular) {
      // Says nothing.
    }
    return Optional.empty();
  }

  private ASN1Sequence open(ContentInfo part) throws Unreadable {
    ASN1ObjectIdentifier type = part.getContentType();
    if (type.equals(PKCSObjectIdentifiers.data)) {
      return ASN1Sequence.getInstance(
          Ber.read(
              ASN1OctetString.getInstance(part.getContent()).getOctets(), derivation.limits()));
    }
    if (!type.equals(PKCSObjectIdentifiers.encryptedData)) {
      throw Unreadable.unsupported("it is encrypted for a public key instead of a password");
    }
    EncryptedData encrypted = EncryptedData.getInstance(part.getContent());
    return decrypt(
        encrypted.getEncryptionAlgorithm(),
        encrypted.getContent().getOctets(),
        ASN1Sequence::getInstance);
  }

  /** Iterative: bags of bags are no deeper than the memory of their own file. */
  private void bags(ASN1Sequence first) {
    Deque<ASN1Encodable> waiting = new ArrayDeque<>();
    first.forEach(waiting::add);
    while (!waiting.isEmpty()) {
      entry++;
      String name = "entry " + entry;
      try {
        SafeBag bag = SafeBag.getInstance(waiting.remove());
        ASN1ObjectIdentifier type = bag.getBagId();
        if (type.equals(PKCSObjectIdentifiers.keyBag)) {
          material.add(PrivateKeyInfo.getInstance(bag.getBagValue()));
        } else if (type.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)
            && !material.opensKeys()) {
          material.addLocked();
          localKeyId(bag).ifPresent(lockedKeys::add);
        } else if (type.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
          EncryptedPrivateKeyInfo shrouded = EncryptedPrivateKeyInfo.getInstance(bag.getBagValue());
          PrivateKeyInfo key =
              decrypt(
                  shrouded.getEncryptionAlgorithm(),
                  shrouded.getEncryptedData(),
                  PrivateKeyInfo::getInstance);
          material.add(key);
        } else if (type.equals(PKCSObjectIdentifiers.certBag)) {
          CertBag certificate = CertBag.getInstance(bag.getBagValue());
          if (!certificate.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
            throw Unreadable.unsupported("it is a certificate of another kind than X.509");
          }
          X509Certificate read =
              material.addCertificate(
                  ASN1OctetString.getInstance(certificate.getCertValue()).getOctets());
          localKeyId(bag)
              .ifPresent(id -> certificates.computeIfAbsent(id, k -> new ArrayList<>()).add(read));
        } else if (type.equals(PKCSObjectIdentifiers.safeContentsBag)) {
          ASN1Sequence.getInstance(bag.getBagValue()).forEach(waiting::add);
        }
        // CRLs and other secrets are no business of a key history.
      } catch (Unreadable e) {
        material.skip(name, e);
      } catch (RuntimeException e) {
        material.skip(name, Unreadable.damaged("it is damaged"));
      }
    }
  }

  private <T> T decrypt(AlgorithmIdentifier algorithm, byte[] ciphertext, Shape<T> shape)
      throws Unreadable {
    T opened =
        passwords.open(
            password ->
                decryption.decrypt(
                    algorithm, ciphertext, password, proven, plaintext -> parse(plaintext, shape)));
    if (opened == null && proven) {
      throw Unreadable.damaged(
          "the file's password is right, as its MAC shows, and this entry does not open with it:"
              + " it has a password of its own, is damaged, or was encrypted otherwise than it says");
    }
    if (opened == null) {
      throw Unreadable.wrongPassword();
    }
    return opened;
  }

  /** What a right password gives; a wrong one gives something else. */
  private interface Shape<T> {
    T of(Object object);
  }

  private <T> @Nullable T parse(byte[] plaintext, Shape<T> shape) {
    try {
      return shape.of(Ber.read(plaintext, derivation.limits()));
    } catch (Unreadable | RuntimeException wrongPassword) {
      return null;
    }
  }

  private boolean verify(MacData data, byte[] content, Password password) throws Unreadable {
    AlgorithmIdentifier algorithm = data.getMac().getAlgorithmId();
    byte[] expected = data.getMac().getDigest();
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      PBMAC1Params parameters = PBMAC1Params.getInstance(algorithm.getParameters());
      ExtendedDigest digest =
          KeyDerivation.hmacDigest(parameters.getMessageAuthScheme().getAlgorithm());
      for (byte[] encoding : password.utf8()) {
        byte[] key = derivation.derive(parameters.getKeyDerivationFunc(), encoding, -1);
        if (verify(new HMac(digest), new KeyParameter(key), content, expected)) {
          return true;
        }
      }
      return false;
    }
    for (byte[] encoding : password.bmp()) {
      ExtendedDigest digest = KeyDerivation.digest(algorithm.getAlgorithm());
      PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest);
      int iterations = derivation.spend(data.getIterationCount(), 1);
      generator.init(encoding, data.getSalt(), iterations);
      CipherParameters key = generator.generateDerivedMacParameters(8 * digest.getDigestSize());
      if (verify(new HMac(digest), key, content, expected)) {
        return true;
      }
    }
    return false;
  }

  private static boolean verify(Mac mac, CipherParameters key, byte[] content, byte[] expected) {
    mac.init(key);
    mac.update(content, 0, content.length);
    byte[] computed = new byte[mac.getMacSize()];
    mac.doFinal(computed, 0);
    return MessageDigest.isEqual(computed, expected);
  }
}
