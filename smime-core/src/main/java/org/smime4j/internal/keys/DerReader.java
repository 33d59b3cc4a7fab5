package org.smime4j.internal.keys;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.PasswordDecryption;
import org.smime4j.internal.keyfile.Pkcs12File;
import org.smime4j.internal.keyfile.PrivateKeyBlob;
import org.smime4j.internal.keyfile.PrivateKeys;
import org.smime4j.internal.keyfile.Unreadable;
import org.smime4j.internal.signature.Work;
import org.smime4j.settings.Limits;

/**
 * Reads one ASN.1 value that holds keys or certificates, and tells by its shape which: labels and
 * names of files are often wrong.
 */
public record DerReader(PasswordDecryption decryption, KeyMaterial material) {

  void read(byte[] octets) throws Unreadable {
    try {
      if (!(Ber.read(octets, decryption.derivation().limits()) instanceof ASN1Sequence sequence)
          || sequence.size() < 2) {
        throw notAKey();
      }
      read(sequence, octets);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw Unreadable.damaged("it is damaged; get the file again from its source");
    }
  }

  private void read(ASN1Sequence sequence, byte[] octets)
      throws Unreadable, IOException, GeneralSecurityException {
    ASN1Primitive first = sequence.getObjectAt(0).toASN1Primitive();
    ASN1Primitive second = sequence.getObjectAt(1).toASN1Primitive();
    ASN1Primitive third = sequence.size() < 3 ? null : sequence.getObjectAt(2).toASN1Primitive();
    if (first instanceof ASN1Integer version) {
      if (second instanceof ASN1Sequence && third instanceof ASN1OctetString) {
        material.add(PrivateKeyInfo.getInstance(sequence));
      } else if (second instanceof ASN1Sequence && version.hasValue(3)) {
        Pkcs12Keys.read(new Pkcs12File(Pfx.getInstance(sequence), decryption), material);
      } else if (sequence.size() >= 9 && beginsWithNineIntegers(sequence)) {
        material.spend(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption));
        material.add(PrivateKeys.rsa(RSAPrivateKey.getInstance(sequence)));
      } else if (second instanceof ASN1OctetString && version.hasValue(1)) {
        ECPrivateKey key = ECPrivateKey.getInstance(sequence);
        material.spend(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()));
        material.add(PrivateKeys.ec(key, null));
      } else {
        throw notAKey();
      }
    } else if (first instanceof ASN1Sequence) {
      if (second instanceof ASN1OctetString && sequence.size() == 2 && !material.opensKeys()) {
        material.addLocked();
      } else if (second instanceof ASN1OctetString && sequence.size() == 2) {
        EncryptedPrivateKeyInfo encrypted = EncryptedPrivateKeyInfo.getInstance(sequence);
        PrivateKeyInfo key =
            decryption.open(
                encrypted.getEncryptionAlgorithm(),
                encrypted.getEncryptedData(),
                PrivateKeyInfo::getInstance);
        material.add(key);
      } else if (third instanceof ASN1BitString && second instanceof ASN1Sequence) {
        material.addCertificate(octets);
      } else {
        throw notAKey();
      }
    } else if (first instanceof ASN1ObjectIdentifier type
        && type.equals(CMSObjectIdentifiers.signedData)) {
      SignedData signed = SignedData.getInstance(ContentInfo.getInstance(sequence).getContent());
      certificates(signed.getCertificates());
      RecoveryBlob.read(signed.getEncapContentInfo(), material, decryption.derivation().limits());
    } else if (first instanceof ASN1ObjectIdentifier type
        && RecoveryBlob.isEnvelope(type)
        && material.hasAgents()) {
      RecoveryBlob.open(octets, material, decryption.derivation().limits());
    } else {
      throw notAKey();
    }
  }

  private void certificates(@Nullable ASN1Set certificates) throws IOException {
    int number = 0;
    if (certificates != null) {
      for (ASN1Encodable certificate : certificates) {
        number++;
        if (certificate.toASN1Primitive() instanceof ASN1Sequence x509) {
          try {
            material.addCertificate(x509.getEncoded());
          } catch (Unreadable e) {
            material.skip("certificate " + number, e);
          }
        }
      }
    }
  }

  private static boolean beginsWithNineIntegers(ASN1Sequence sequence) {
    return IntStream.range(0, 9).allMatch(i -> sequence.getObjectAt(i) instanceof ASN1Integer);
  }

  private static Unreadable notAKey() {
    return Unreadable.notAKeyFile(
        "it is neither a private key nor a certificate nor a file of them");
  }

  /**
   * All keys and certificates of a PKCS#12. A {@link java.security.KeyStore} pairs them by name or
   * local key identifier. This class does not, because several keys may share one. Only for a key
   * that stays encrypted does it use the identifier.
   */
  public static final class Pkcs12Keys implements Pkcs12File.Bags {

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

    /** A key is held against its certificate, or opens nothing. */
    @Override
    public boolean isContentWithoutMac() {
      return true;
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

  /**
   * A key recovery blob of Active Directory Certificate Services, as {@code certutil -getkey}
   * writes it: SignedData of the authority around EnvelopedData for key recovery agents, with the
   * subject's private key in it (MS-CSRA 3.1.4.2.9). The signature is not verified.
   */
  static final class RecoveryBlob {

    private static final Set<ASN1ObjectIdentifier> ENVELOPES =
        Set.of(CMSObjectIdentifiers.envelopedData, CMSObjectIdentifiers.authEnvelopedData);

    /** Octets of the largest key, an RSA key of 16,384 bits. */
    private static final long LARGEST_KEY = 8_192;

    private RecoveryBlob() {}

    /** Whether a ContentInfo of this type is encrypted to recipients. */
    static boolean isEnvelope(ASN1ObjectIdentifier type) {
      return ENVELOPES.contains(type);
    }

    /** Adds the private key in the content of SignedData, or says why there is none. */
    static void read(ContentInfo encapsulated, KeyMaterial material, Limits limits)
        throws IOException {
      if (material.agents() == null) {
        return;
      }
      try {
        byte[] envelope = envelope(encapsulated, limits);
        if (envelope != null) {
          open(envelope, material, limits);
        }
      } catch (Unreadable e) {
        material.skipArchived(e);
      }
    }

    /**
     * The envelope in the content of SignedData, as a ContentInfo; null if there is none. PKCS#7
     * puts it there as it is, CMS in an OCTET STRING.
     */
    private static byte @Nullable [] envelope(ContentInfo encapsulated, Limits limits)
        throws Unreadable, IOException {
      ASN1Encodable content = encapsulated.getContent();
      boolean isSaid = isEnvelope(encapsulated.getContentType());
      if (content == null) {
        return null;
      }
      ASN1Primitive value = content.toASN1Primitive();
      if (value instanceof ASN1OctetString wrapped) {
        byte[] octets = wrapped.getOctets();
        if (!Ber.looksLikeDer(octets)) {
          return null;
        }
        value = Ber.read(octets, limits);
      }
      if (!(value instanceof ASN1Sequence sequence) || sequence.size() < 2) {
        return null;
      }
      if (sequence.getObjectAt(0) instanceof ASN1ObjectIdentifier type) {
        return isEnvelope(type) ? sequence.getEncoded() : null;
      }
      return isSaid ? new ContentInfo(encapsulated.getContentType(), sequence).getEncoded() : null;
    }

    /** What completing a key costs that such an envelope can hold, in units of work. */
    private static long completing(int length) {
      long most = Math.min(length, LARGEST_KEY);
      return most * most / 256;
    }

    /** Adds the private key in an envelope. All that depends on what is in it fails alike. */
    static void open(byte[] envelope, KeyMaterial material, Limits limits) throws Unreadable {
      KeyMaterial.RecoveryAgents agents =
          Objects.requireNonNull(material.agents(), "nobody opens blobs");
      material.spend(Math.max(Work.UNKNOWN_OPERATION, completing(envelope.length)));
      byte[] content = agents.open(envelope, material.certificates());
      try {
        material.add(PrivateKeyBlob.read(content, limits));
      } catch (IOException | Unreadable | RuntimeException e) {
        throw Unreadable.notDecryptable();
      } finally {
        Arrays.fill(content, (byte) 0);
      }
    }
  }
}
