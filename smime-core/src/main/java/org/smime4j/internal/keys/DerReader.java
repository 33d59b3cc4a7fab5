package org.smime4j.internal.keys;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.keyfile.Ber;
import org.smime4j.internal.keyfile.PasswordDecryption;
import org.smime4j.internal.keyfile.Pkcs12File;
import org.smime4j.internal.keyfile.PrivateKeys;
import org.smime4j.internal.keyfile.Unreadable;

/**
 * Reads one ASN.1 value that holds keys or certificates, and tells by its shape which: labels and
 * names of files are often wrong.
 */
public final class DerReader {

  private final PasswordDecryption decryption;
  private final KeyMaterial material;

  DerReader(PasswordDecryption decryption, KeyMaterial material) {
    this.decryption = decryption;
    this.material = material;
  }

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
}
