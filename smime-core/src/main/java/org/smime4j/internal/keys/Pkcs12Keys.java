package org.smime4j.internal.keys;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.smime4j.internal.keyfile.Pkcs12File;
import org.smime4j.internal.keyfile.Unreadable;

/**
 * All keys and certificates of a PKCS#12. A {@link java.security.KeyStore} pairs them by name or
 * local key identifier. This class does not, because several keys may share one. Only for a key
 * that stays encrypted does it use the identifier.
 */
public final class Pkcs12Keys implements Pkcs12File.Bags {

  private final Pkcs12File file;
  private final KeyMaterial material;

  /** Local key identifiers of the keys that are left encrypted, and certificates by theirs. */
  private final Set<ASN1Encodable> lockedKeys = new HashSet<>();

  private final Map<ASN1Encodable, List<X509Certificate>> certificates = new HashMap<>();

  private Pkcs12Keys(Pkcs12File file, KeyMaterial material) {
    this.file = file;
    this.material = material;
  }

  static void read(Pkcs12File file, KeyMaterial material) throws Unreadable {
    Pkcs12Keys keys = new Pkcs12Keys(file, material);
    file.read(false, keys);
    for (ASN1Encodable id : keys.lockedKeys) {
      keys.certificates.getOrDefault(id, List.of()).forEach(material::addBesideALockedKey);
    }
  }

  /** CRLs and other secrets are no business of a key history. */
  @Override
  public void add(SafeBag bag) throws Unreadable {
    ASN1ObjectIdentifier type = bag.getBagId();
    if (type.equals(PKCSObjectIdentifiers.keyBag)) {
      material.add(PrivateKeyInfo.getInstance(bag.getBagValue()));
    } else if (type.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag) && !material.opensKeys()) {
      material.addLocked();
      localKeyId(bag).ifPresent(lockedKeys::add);
    } else if (type.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
      EncryptedPrivateKeyInfo shrouded = EncryptedPrivateKeyInfo.getInstance(bag.getBagValue());
      PrivateKeyInfo key =
          file.decrypt(
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
    }
  }

  @Override
  public void skip(String entry, Unreadable why) {
    material.skip(entry, why);
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
}
