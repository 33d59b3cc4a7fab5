package org.smime4j.internal.keyfile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Certificates;

/** Public keys by what they are, not by how they are written. */
public final class PublicKeys {

  /** Algorithms under which an RSA key stands in a certificate; the key is one and the same. */
  private static final Set<String> RSA =
      Set.of(Oids.RSA_ENCRYPTION, Oids.RSASSA_PSS, Oids.RSAES_OAEP);

  private static final Comparator<X509Certificate> NEWEST_FIRST =
      Comparator.comparing(Certificates::notBefore)
          .thenComparing(Certificates::notAfter)
          .reversed()
          // Any order works if it is the same for the same certificates.
          .thenComparing(Certificates::encoded, org.bouncycastle.util.Arrays::compareUnsigned);

  private PublicKeys() {}

  /** Removes duplicates. Several providers may represent one certificate by different classes. */
  public static List<X509Certificate> newestFirst(Collection<X509Certificate> certificates) {
    if (certificates.size() < 2) {
      return List.copyOf(certificates);
    }
    List<X509Certificate> sorted = certificates.stream().sorted(NEWEST_FIRST).toList();
    List<X509Certificate> distinct = new ArrayList<>();
    for (X509Certificate certificate : sorted) {
      // Equal ones are neighbours. No hash is asked, because a file can choose its certificates.
      if (distinct.isEmpty()
          || !Arrays.equals(
              Certificates.encoded(distinct.get(distinct.size() - 1)),
              Certificates.encoded(certificate))) {
        distinct.add(certificate);
      }
    }
    return List.copyOf(distinct);
  }

  static boolean isRsa(ASN1ObjectIdentifier algorithm) {
    return RSA.contains(algorithm.getId());
  }

  static SubjectPublicKeyInfo info(PublicKey key) {
    return SubjectPublicKeyInfo.getInstance(key.getEncoded());
  }

  /**
   * The key of a certificate that the caller gives.
   *
   * @throws IllegalArgumentException if it cannot be decoded
   */
  public static PublicKey of(X509Certificate certificate) {
    Objects.requireNonNull(certificate, "no certificate was given");
    try {
      PublicKey key = certificate.getPublicKey();
      if (key != null) {
        return key;
      }
    } catch (RuntimeException e) {
      // Bouncy Castle decodes the key only now.
    }
    throw new IllegalArgumentException(
        "The public key in the certificate of "
            + DistinguishedName.print(certificate.getSubjectX500Principal())
            + " cannot be decoded");
  }

  /** As it stands in the certificate, whether or not a provider knows the algorithm. */
  public static byte[] encodedInfo(X509Certificate certificate) {
    return field(certificate, Certificates::subjectPublicKeyInfo);
  }

  public static byte[] issuer(X509Certificate certificate) {
    return field(certificate, Certificates::issuer);
  }

  public static byte[] subject(X509Certificate certificate) {
    return field(certificate, Certificates::subject);
  }

  private interface Field {
    byte[] of(X509Certificate certificate) throws SmimeException;
  }

  /**
   * The maker of an X509Certificate has parsed it; one without these fields is a caller's error.
   */
  private static byte[] field(X509Certificate certificate, Field field) {
    try {
      return field.of(certificate);
    } catch (SmimeException e) {
      throw new IllegalArgumentException("A certificate without the fields of one", e);
    }
  }

  /** The public half, where the private key's octets are within reach and tell it. */
  public static Optional<PublicKey> ofPrivate(PrivateKey key) {
    byte[] encoded = null;
    try {
      if (key instanceof RSAPrivateCrtKey rsa && rsa.getModulus() != null) {
        // Without Bouncy Castle's provider, which takes a fresh JVM longer than a small message.
        return Optional.of(
            Providers.standard()
                .keyFactory("RSA")
                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent())));
      }
      encoded = key.getEncoded();
      return encoded == null
          ? Optional.empty()
          : Optional.of(PrivateKeys.pair(PrivateKeyInfo.getInstance(encoded)).getPublic());
    } catch (SmimeException | GeneralSecurityException | Unreadable | RuntimeException unknown) {
      return Optional.empty();
    } finally {
      if (encoded != null) {
        Arrays.fill(encoded, (byte) 0);
      }
    }
  }

  /** Octets that are equal for equal keys: RSA by its numbers, EC by curve and point. */
  static byte[] canonical(SubjectPublicKeyInfo info) {
    try {
      AlgorithmIdentifier algorithm = info.getAlgorithm();
      ByteArrayOutputStream canonical = new ByteArrayOutputStream();
      if (isRsa(algorithm.getAlgorithm())) {
        RSAPublicKey rsa = RSAPublicKey.getInstance(info.parsePublicKey());
        canonical.write('R');
        canonical.write(new RSAPublicKey(rsa.getModulus(), rsa.getPublicExponent()).getEncoded());
      } else if (algorithm.getAlgorithm().getId().equals(Oids.EC_PUBLIC_KEY)) {
        canonical.write('E');
        canonical.write(
            Curves.named(algorithm.getParameters()).toASN1Primitive().getEncoded(ASN1Encoding.DER));
        canonical.write(Curves.compressed(info.getPublicKeyData().getBytes()));
      } else {
        canonical.write(algorithm.getAlgorithm().getEncoded());
        canonical.write(info.getPublicKeyData().getBytes());
      }
      return canonical.toByteArray();
    } catch (IOException | RuntimeException irregular) {
      return info.getPublicKeyData().getBytes();
    }
  }
}
