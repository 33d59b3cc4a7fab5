package org.smime4j.internal.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.asn1.CanonicalName;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.KeySize;
import org.smime4j.internal.signature.SignedObject;

/**
 * A certificate with what building and judging a path asks of it, read once; its key is decoded
 * only once it is used. {@link #of} throws {@link IllegalArgumentException} where one of these is
 * malformed, or the key too large or of an unknown kind.
 */
public final class PathCertificate {

  private static final int LONGEST_NAME_OCTETS = 16 * 1024;

  private static final String NO_REV_AVAIL = "2.5.29.56";

  /** Where the classes of certificates are that {@link Certificates#parse} gives. */
  private static final String BOUNCY_CASTLE = "org.bouncycastle.jcajce.provider.asymmetric.x509.";

  private final X509Certificate original;
  private final X509Certificate certificate;
  private final int octets;
  private final int nameOctets;
  private final SignedObject signed;
  private final X500Name subject;
  private final X500Name issuer;
  private final byte @Nullable [] subjectKeyIdentifier;
  private final @Nullable AuthorityKey authorityKey;
  private final @Nullable BasicConstraints basicConstraints;
  private final @Nullable KeyUsage keyUsage;
  private final @Nullable ExtendedKeyUsage extendedKeyUsage;
  private final Instant notBefore;
  private final Instant notAfter;
  private final byte[] keyOctets;
  private final KeySize size;

  // Found out when first asked for, and the same for every caller.
  private volatile @Nullable Decoded decoded;
  private volatile byte @Nullable [] canonicalSubject;
  private volatile @Nullable CertificateAddresses addresses;

  private PathCertificate(X509Certificate original, X509Certificate certificate)
      throws SmimeException {
    this.original = original;
    this.certificate = certificate;
    byte[] encoded = Certificates.encoded(certificate);
    this.octets = encoded.length;
    this.signed = SignedObject.namedTwice(encoded, "Certificate");
    byte[] subjectOctets = certificate.getSubjectX500Principal().getEncoded();
    byte[] issuerOctets = certificate.getIssuerX500Principal().getEncoded();
    this.subject = name(subjectOctets);
    this.issuer = name(issuerOctets);
    this.nameOctets = subjectOctets.length + issuerOctets.length;
    ASN1Primitive ski = extension(Extension.subjectKeyIdentifier.getId());
    this.subjectKeyIdentifier = ski == null ? null : ASN1OctetString.getInstance(ski).getOctets();
    ASN1Primitive aki = extension(Extension.authorityKeyIdentifier.getId());
    this.authorityKey = aki == null ? null : AuthorityKey.of(aki);
    ASN1Primitive constraints = extension(Extension.basicConstraints.getId());
    this.basicConstraints = constraints == null ? null : BasicConstraints.getInstance(constraints);
    ASN1Primitive usage = extension(Extension.keyUsage.getId());
    this.keyUsage = usage == null ? null : KeyUsage.getInstance(usage);
    ASN1Primitive purposes = extension(Extension.extendedKeyUsage.getId());
    this.extendedKeyUsage = purposes == null ? null : ExtendedKeyUsage.getInstance(purposes);
    this.notBefore = Certificates.notBefore(certificate);
    this.notAfter = Certificates.notAfter(certificate);
    this.keyOctets = Certificates.subjectPublicKeyInfo(certificate);
    this.size = Certificates.size(certificate);
    // One of RSA that is too large is read, and never decoded: a report names its size.
    if (!size.isReadable() && size.kind() != KeySize.Kind.RSA) {
      throw withoutKey();
    }
  }

  private static IllegalArgumentException withoutKey() {
    return new IllegalArgumentException("the public key is of an unknown kind, or none");
  }

  public static PathCertificate of(X509Certificate certificate) {
    try {
      boolean ours = certificate.getClass().getName().startsWith(BOUNCY_CASTLE);
      return new PathCertificate(
          certificate, ours ? certificate : Certificates.parse(certificate.getEncoded()));
    } catch (SmimeException | GeneralSecurityException | RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that a structure is malformed.
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The certificate, unless it is malformed. */
  public static Optional<PathCertificate> read(X509Certificate certificate) {
    try {
      return Optional.of(of(certificate));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The readable certificates; the others are useless. */
  public static List<PathCertificate> readable(Collection<X509Certificate> certificates) {
    return certificates.stream().flatMap(each -> read(each).stream()).toList();
  }

  private static X500Name name(byte[] der) {
    if (der.length > LONGEST_NAME_OCTETS) {
      throw new IllegalArgumentException("a name of " + der.length + " octets");
    }
    X500Name name = OrderedName.of(der);
    // Its strings are decoded only once names are compared: what throws there shall throw here.
    int unused = name.hashCode();
    return name;
  }

  /** How large it is. */
  public int octets() {
    return octets;
  }

  /** The certificate as it was handed in. */
  public X509Certificate original() {
    return original;
  }

  /** The certificate as our provider reads it. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The bytes that its issuer signed. */
  public SignedObject signed() {
    return signed;
  }

  public X500Name subject() {
    return subject;
  }

  public X500Name issuer() {
    return issuer;
  }

  public BigInteger serial() {
    return certificate.getSerialNumber();
  }

  /** The first moment of its validity. */
  public Instant notBefore() {
    return notBefore;
  }

  /** The last moment of its validity. */
  public Instant notAfter() {
    return notAfter;
  }

  public CertificateAddresses addresses() {
    CertificateAddresses known = addresses;
    if (known == null) {
      known = CertificateAddresses.read(certificate);
      addresses = known;
    }
    return known;
  }

  /** The kind and the size of its key; nothing is decoded for it. */
  public KeySize size() {
    return size;
  }

  /** Whether its key can be decoded, which is work: only for who is about to use the key. */
  public boolean hasPublicKey() {
    return decoded().key != null;
  }

  /** The key; throws {@link IllegalArgumentException} where it cannot be decoded. */
  public PublicKey publicKey() {
    PublicKey key = decoded().key;
    if (key == null) {
      throw withoutKey();
    }
    return key;
  }

  private record Decoded(@Nullable PublicKey key) {}

  private Decoded decoded() {
    Decoded known = decoded;
    if (known == null) {
      PublicKey key = Certificates.publicKey(certificate);
      known = new Decoded(key == null ? null : Certificates.kept(key, keyOctets));
      decoded = known;
    }
    return known;
  }

  public boolean isSelfIssued() {
    return subject.equals(issuer);
  }

  public boolean isSame(PathCertificate other) {
    return certificate.equals(other.certificate);
  }

  /** How long its names are, which is what comparing them costs. */
  public int nameOctets() {
    return nameOctets;
  }

  private byte[] canonicalSubject() {
    byte[] known = canonicalSubject;
    if (known == null) {
      known = CanonicalName.of(certificate.getSubjectX500Principal().getEncoded());
      canonicalSubject = known;
    }
    return known;
  }

  /** The same authority under the same key: going through it twice leads nowhere new. */
  public boolean isSameAuthority(PathCertificate other) {
    return Arrays.equals(keyOctets, other.keyOctets)
        && Arrays.equals(canonicalSubject(), other.canonicalSubject());
  }

  public boolean isMarkedAuthority() {
    return basicConstraints != null && basicConstraints.isCA();
  }

  /** The authorities that may stand between it and a leaf; the largest number if it sets none. */
  public int pathLength() {
    BigInteger most = basicConstraints == null ? null : basicConstraints.getPathLenConstraint();
    if (most == null || !isMarkedAuthority()) {
      return Integer.MAX_VALUE;
    }
    if (most.signum() < 0) {
      throw new IllegalArgumentException("a negative path length");
    }
    return most.bitLength() < Integer.SIZE ? most.intValue() : Integer.MAX_VALUE;
  }

  /** True if its issuer says that no revocation information will be available (RFC 9608). */
  public boolean isWithoutRevocation() {
    return certificate.getExtensionValue(NO_REV_AVAIL) != null;
  }

  /** True if it names a place that tells whether it is revoked. */
  public boolean namesRevocation() {
    ASN1Primitive access = extension(Extension.authorityInfoAccess.getId());
    return extension(Extension.cRLDistributionPoints.getId()) != null
        || extension(Extension.freshestCRL.getId()) != null
        || (access != null
            && Arrays.stream(AuthorityInformationAccess.getInstance(access).getAccessDescriptions())
                .anyMatch(each -> each.getAccessMethod().equals(AccessDescription.id_ad_ocsp)));
  }

  /** Version 1 and 2 know no extensions that could say whether it is an authority. */
  public boolean isBeforeExtensions() {
    return certificate.getVersion() < 3;
  }

  /** True if it says at all what its key may be used for. */
  public boolean saysUsage() {
    return keyUsage != null;
  }

  /** True if one of the bits of {@link KeyUsage} is set, or if there is no such extension. */
  public boolean mayBeUsedFor(int bits) {
    return keyUsage == null
        || (ASN1BitString.getInstance(keyUsage.toASN1Primitive()).intValue() & bits) != 0;
  }

  /** True if a critical extension says that it is for this purpose only. */
  boolean isOnlyFor(KeyPurposeId purpose) {
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    return isMarkedFor(purpose)
        && extendedKeyUsage != null
        && extendedKeyUsage.getUsages().length == 1
        && critical != null
        && critical.contains(Extension.extendedKeyUsage.getId());
  }

  /** True if it is for this, for anything, or does not say. */
  public boolean mayBeFor(KeyPurposeId purpose) {
    return extendedKeyUsage == null
        || extendedKeyUsage.hasKeyPurposeId(purpose)
        || extendedKeyUsage.hasKeyPurposeId(KeyPurposeId.anyExtendedKeyUsage);
  }

  /** True if it says that it is for this purpose; anyExtendedKeyUsage does not. */
  public boolean isMarkedFor(KeyPurposeId purpose) {
    return extendedKeyUsage != null && extendedKeyUsage.hasKeyPurposeId(purpose);
  }

  /** The purposes that it is for, in words where they are known. */
  public List<String> purposes() {
    if (extendedKeyUsage == null) {
      return List.of();
    }
    return Arrays.stream(extendedKeyUsage.getUsages())
        .limit(5)
        .map(PathCertificate::purpose)
        .toList();
  }

  private static String purpose(KeyPurposeId purpose) {
    return switch (purpose.getId()) {
      case "1.3.6.1.5.5.7.3.1" -> "serverAuth";
      case "1.3.6.1.5.5.7.3.2" -> "clientAuth";
      case "1.3.6.1.5.5.7.3.3" -> "codeSigning";
      case "1.3.6.1.5.5.7.3.8" -> "timeStamping";
      case "1.3.6.1.5.5.7.3.9" -> "OCSPSigning";
      default -> purpose.getId();
    };
  }

  /** True unless the identifiers of the issuer's key in both certificates contradict each other. */
  public boolean mayBeIssuedBy(PathCertificate authority) {
    AuthorityKey wanted = authorityKey;
    if (wanted == null) {
      return true;
    }
    byte[] key = wanted.identifier();
    byte[] held = authority.subjectKeyIdentifier;
    if (key != null && held != null && !Arrays.equals(key, held)) {
      return false;
    }
    GeneralNames names = wanted.issuer();
    BigInteger serial = wanted.serial();
    return serial == null
        || names == null
        || (serial.equals(authority.serial()) && holds(names, authority.issuer));
  }

  private static boolean holds(GeneralNames names, X500Name name) {
    return Arrays.stream(names.getNames())
        .filter(each -> each.getTagNo() == GeneralName.directoryName)
        .anyMatch(each -> OrderedName.of(each.getName()).equals(name));
  }

  /** The value of an extension, or null if there is none. */
  public @Nullable ASN1Primitive extension(String oid) {
    try {
      return Certificates.extension(certificate, oid);
    } catch (SmimeException e) {
      throw new IllegalArgumentException("the extension " + oid + " is malformed", e);
    }
  }

  @Override
  public String toString() {
    return DistinguishedName.print(subject) + " (serial " + serial().toString(16) + ")";
  }

  /**
   * An authority key identifier (RFC 5280 section 4.2.1.1). Bouncy Castle's own reads none that has
   * a serial number and no issuer, or the other way round; such certificates are in use, and what
   * is there alone contradicts nothing.
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record AuthorityKey(
      byte @Nullable [] identifier, @Nullable GeneralNames issuer, @Nullable BigInteger serial) {

    static AuthorityKey of(ASN1Primitive extension) {
      byte[] identifier = null;
      GeneralNames issuer = null;
      BigInteger serial = null;
      int last = -1;
      for (ASN1Encodable each : ASN1Sequence.getInstance(extension)) {
        ASN1TaggedObject field = ASN1TaggedObject.getInstance(each);
        if (field.getTagNo() <= last) {
          throw new IllegalArgumentException("fields out of their order");
        }
        last = field.getTagNo();
        switch (last) {
          case 0 -> identifier = ASN1OctetString.getInstance(field, false).getOctets();
          case 1 -> issuer = issuer(field);
          case 2 -> serial = ASN1Integer.getInstance(field, false).getValue();
          default -> throw new IllegalArgumentException("an unknown field");
        }
      }
      return new AuthorityKey(identifier, issuer, serial);
    }

    /** Null if the field has no name, because it then identifies no issuer. */
    private static @Nullable GeneralNames issuer(ASN1TaggedObject field) {
      ASN1Sequence names = ASN1Sequence.getInstance(field, false);
      return names.size() == 0 ? null : GeneralNames.getInstance(names);
    }
  }
}
