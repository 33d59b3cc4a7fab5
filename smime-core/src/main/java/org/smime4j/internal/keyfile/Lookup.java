package org.smime4j.internal.keyfile;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.CanonicalName;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Certificates;

/**
 * An identifier for looking up a key, as 128 bits of a SHA-256 digest: small, of fixed size, and
 * evenly distributed. A collision would only make a key a candidate, and the content decides
 * whether the key is right.
 */
public record Lookup(long high, long low) {

  /** A Name and a serial number, whatever string types, case and sign they are written with. */
  public static Lookup nameAndSerial(byte[] name, BigInteger serial) {
    return of('N', CanonicalName.of(name), unsigned(serial));
  }

  public static Lookup issuerAndSerial(X509Certificate certificate) {
    return nameAndSerial(PublicKeys.issuer(certificate), certificate.getSerialNumber());
  }

  /** The mistake of a writer in the field, which took the subject for the issuer. */
  public static Lookup subjectAndSerial(X509Certificate certificate) {
    return nameAndSerial(PublicKeys.subject(certificate), certificate.getSerialNumber());
  }

  static Lookup keyIdentifier(byte[] value) {
    return of('K', value);
  }

  public static Lookup publicKey(PublicKey key) {
    return publicKey(PublicKeys.info(key));
  }

  public static Lookup publicKey(X509Certificate certificate) {
    return publicKey(SubjectPublicKeyInfo.getInstance(PublicKeys.encodedInfo(certificate)));
  }

  /** The same for every encoding of one key, so that keys and certificates pair by it. */
  public static Lookup publicKey(SubjectPublicKeyInfo info) {
    return of('P', PublicKeys.canonical(info));
  }

  /** One certificate, by all its octets. */
  public static Lookup certificate(X509Certificate certificate) {
    return of('C', Certificates.encoded(certificate));
  }

  /** Everything by which a message may name a recipient by its subject key identifier. */
  public static List<Lookup> keyIdentifiers(byte[] value) {
    // Some writers copy the extension's OCTET STRING with its tag and length.
    return value.length > 2 && value[0] == 4 && value[1] == value.length - 2
        ? List.of(keyIdentifier(value), keyIdentifier(Arrays.copyOfRange(value, 2, value.length)))
        : List.of(keyIdentifier(value));
  }

  /** Everything by which a message may name a key, by its certificates. */
  public static Set<Lookup> names(Collection<X509Certificate> certificates) {
    Set<Lookup> names = new LinkedHashSet<>();
    for (X509Certificate certificate : certificates) {
      names.add(issuerAndSerial(certificate));
      names.add(subjectAndSerial(certificate));
      byte[] extension = Certificates.subjectKeyIdentifier(certificate);
      if (extension != null) {
        names.add(keyIdentifier(extension));
      }
      addComputed(PublicKeys.encodedInfo(certificate), names);
    }
    return names;
  }

  /** Adds the key identifiers that a writer may have computed from a key. */
  public static void addComputed(byte @Nullable [] subjectPublicKeyInfo, Set<Lookup> names) {
    try {
      if (subjectPublicKeyInfo != null) {
        Certificates.computedKeyIdentifiers(subjectPublicKeyInfo)
            .forEach(identifier -> names.add(keyIdentifier(identifier)));
      }
    } catch (SmimeException irregular) {
      // Nobody can have computed anything from such a key.
    }
  }

  /** Leading octets 00 and FF lost or added by a writer change the sign, not the magnitude. */
  private static byte[] unsigned(BigInteger serial) {
    byte[] octets = serial.toByteArray();
    return octets.length > 1 && octets[0] == 0
        ? Arrays.copyOfRange(octets, 1, octets.length)
        : octets;
  }

  private static Lookup of(char kind, byte[]... parts) {
    MessageDigest digest = sha256();
    digest.update((byte) kind);
    for (byte[] part : parts) {
      digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
      digest.update(part);
    }
    ByteBuffer buffer = ByteBuffer.wrap(digest.digest());
    return new Lookup(buffer.getLong(), buffer.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return Providers.standard().digest(DigestAlgorithm.SHA256);
    } catch (ProviderUnavailable e) {
      throw new IllegalStateException(e);
    }
  }

  // Written out: what a record has by itself is made by reflection, in a fresh JVM for 20 ms.

  @Override
  public boolean equals(Object other) {
    return other instanceof Lookup lookup && high == lookup.high && low == lookup.low;
  }

  @Override
  public int hashCode() {
    return (int) low;
  }
}
