package org.smime4j.keys;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;

/** Public keys by what they are, not by how they are written. */
final class PublicKeys {

  /** Algorithms under which an RSA key stands in a certificate; the key is one and the same. */
  private static final Set<ASN1ObjectIdentifier> RSA =
      Set.of(
          PKCSObjectIdentifiers.rsaEncryption,
          PKCSObjectIdentifiers.id_RSASSA_PSS,
          PKCSObjectIdentifiers.id_RSAES_OAEP);

  private PublicKeys() {}

  static SubjectPublicKeyInfo info(PublicKey key) {
    return SubjectPublicKeyInfo.getInstance(key.getEncoded());
  }

  /** As it stands in the certificate, whether or not a provider knows the algorithm. */
  static SubjectPublicKeyInfo info(X509Certificate certificate) {
    return Certificate.getInstance(encoded(certificate)).getSubjectPublicKeyInfo();
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("A certificate without an encoding", e);
    }
  }

  /** The public half, where the private key's octets are within reach and tell it. */
  static Optional<PublicKey> ofPrivate(PrivateKey key) {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(PrivateKeys.pair(PrivateKeyInfo.getInstance(encoded)).getPublic());
    } catch (Unreadable | RuntimeException unknown) {
      return Optional.empty();
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** Octets that are equal for equal keys: RSA by its numbers, EC by curve and point. */
  static byte[] canonical(SubjectPublicKeyInfo info) {
    try {
      AlgorithmIdentifier algorithm = info.getAlgorithm();
      ByteArrayOutputStream canonical = new ByteArrayOutputStream();
      if (RSA.contains(algorithm.getAlgorithm())) {
        RSAPublicKey rsa = RSAPublicKey.getInstance(info.parsePublicKey());
        canonical.write('R');
        canonical.write(new RSAPublicKey(rsa.getModulus(), rsa.getPublicExponent()).getEncoded());
      } else if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        canonical.write('E');
        canonical.write(
            Curves.named(algorithm.getParameters()).toASN1Primitive().getEncoded(ASN1Encoding.DER));
        canonical.write(compressed(info.getPublicKeyData().getBytes()));
      } else {
        canonical.write(algorithm.getAlgorithm().getEncoded());
        canonical.write(info.getPublicKeyData().getBytes());
      }
      return canonical.toByteArray();
    } catch (IOException | RuntimeException irregular) {
      return info.getPublicKeyData().getBytes();
    }
  }

  /** SEC 1, 2.3.3: 04 x y and the hybrid 06/07 x y say no more than 02/03 x. */
  static byte[] compressed(byte[] point) {
    if (point.length % 2 == 0 || point.length < 3 || point[0] < 4) {
      return point;
    }
    byte[] compressed = Arrays.copyOf(point, 1 + point.length / 2);
    compressed[0] = (byte) (2 + (point[point.length - 1] & 1));
    return compressed;
  }

  /** The value of the certificate's extension, where it has one. */
  static Optional<byte[]> keyIdentifier(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    if (extension == null) {
      return Optional.empty();
    }
    try {
      byte[] inside = ASN1OctetString.getInstance(extension).getOctets();
      return Optional.of(ASN1OctetString.getInstance(inside).getOctets());
    } catch (RuntimeException irregular) {
      return Optional.empty();
    }
  }

  /**
   * Every key identifier that writers compute for a key: both methods of RFC 5280, 4.2.1.2, the
   * methods of RFC 7093, and hashes over the whole SubjectPublicKeyInfo.
   */
  static Set<byte[]> computedKeyIdentifiers(SubjectPublicKeyInfo info) {
    byte[] bits = info.getPublicKeyData().getBytes();
    byte[] sha1 = hash(new SHA1Digest(), bits);
    byte[] short64 = Arrays.copyOfRange(sha1, sha1.length - 8, sha1.length);
    short64[0] = (byte) (0x40 | (short64[0] & 0x0F));
    byte[] whole;
    try {
      whole = info.getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      whole = bits;
    }
    return new LinkedHashSet<>(
        List.of(
            sha1,
            hash(new SHA1Digest(), whole),
            hash(new SHA256Digest(), whole),
            short64,
            Arrays.copyOf(hash(new SHA256Digest(), bits), 20),
            Arrays.copyOf(hash(new SHA384Digest(), bits), 20),
            Arrays.copyOf(hash(new SHA512Digest(), bits), 20)));
  }

  private static byte[] hash(Digest digest, byte[] octets) {
    digest.update(octets, 0, octets.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }
}
