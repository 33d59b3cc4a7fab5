package org.smime4j.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldF2m;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.jcajce.CompositePrivateKey;
import org.bouncycastle.jcajce.CompositePublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates for tests, made on the spot.
 *
 * <pre>{@code
 * TestPki.Authority root = TestPki.authority("Root");
 * TestPki.Authority issuing = root.authority("Issuing");
 * TestPki.Issued alice = issuing.issue("alice@example.org").rsa(2048).build();
 * alice.privateKey(); alice.certificate(); alice.chain();
 * }</pre>
 *
 * <p>Key pairs are cached for the life of the JVM under the names of authority and subject, the
 * kind, and how often that authority issued that kind to that subject: one authority never gives
 * one key twice, while equally named authorities of different tests share keys, which saves
 * seconds. A test that needs its own key says {@link Builder#newKey()}.
 *
 * <p>Times derive from the instant that is handed in, {@link #NOW} by default: authorities are
 * valid from five years before to twenty after, leaves from one year before to ten after.
 */
public final class TestPki {

  /** The time at which tests judge unless they have another. */
  public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();

  /** The classical halves of composite keys; the largest RSA keys take seconds. */
  private static final Map<String, KeyPair> HALVES = new ConcurrentHashMap<>();

  private TestPki() {}

  /** A self-signed root with a P-256 key. */
  public static Authority authority(String commonName) {
    return authority(commonName, NOW);
  }

  /** A self-signed root with a P-256 key, whose times derive from the given instant. */
  public static Authority authority(String commonName, Instant now) {
    return new Builder(null, name(commonName, null), commonName, now)
        .asAuthority()
        .buildAuthority();
  }

  /** A root of which everything can be chosen; end with {@link Builder#buildAuthority()}. */
  public static Builder root(String commonName, Instant now) {
    return new Builder(null, name(commonName, null), commonName, now).asAuthority();
  }

  /** A self-signed leaf. */
  public static Builder selfSigned(String address) {
    return new Builder(null, name(address, address), address, NOW).leafOf(address);
  }

  /** A new key pair, never cached: RSA-2048, P-256, brainpoolP256r1, Ed25519, X25519 … */
  public static KeyPair generate(String kind) {
    try {
      if (kind.startsWith("RSA-")) {
        return rsa(Integer.parseInt(kind.substring(4)));
      }
      if (kind.matches("Ed25519|Ed448|X25519|X448")) {
        return KeyPairGenerator.getInstance(kind).generateKeyPair();
      }
      if (kind.startsWith("MLDSA")) {
        return composite(kind);
      }
      if (kind.contains("-DSA-") || kind.startsWith("ML-KEM-")) {
        return KeyPairGenerator.getInstance(kind, BC).generateKeyPair();
      }
      boolean nist = kind.startsWith("P-");
      KeyPairGenerator ec =
          nist ? KeyPairGenerator.getInstance("EC") : KeyPairGenerator.getInstance("EC", BC);
      ec.initialize(
          new ECGenParameterSpec(nist ? "secp" + kind.substring(2) + "r1" : kind),
          new SecureRandom());
      return ec.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(kind, e);
    }
  }

  private static KeyPair rsa(int bits) throws GeneralSecurityException {
    Optional<KeyPair> listed = ListedPrimes.next(bits);
    if (listed.isPresent()) {
      return listed.get();
    }
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(bits);
    return rsa.generateKeyPair();
  }

  /** An RSA key that is the same in every run, for tests in which others would be a lottery. */
  public static KeyPair sameRsa(int bits, int number) {
    try {
      // This one gives what it was seeded with, and nothing else.
      SecureRandom same = SecureRandom.getInstance("SHA1PRNG", "SUN");
      same.setSeed(number);
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", BC);
      rsa.initialize(bits, same);
      return rsa.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A composite of the drafts, made of its halves: Bouncy Castle's generator asks the registry. */
  private static KeyPair composite(String name) {
    String[] parts = name.split("-", -1);
    String other =
        parts[1].equals("ECDSA")
            ? parts[2].replaceFirst("^P", "P-")
            : parts[1].replace("RSA", "RSA-");
    return composite(
        name,
        generate("ML-DSA-" + parts[0].substring(5)),
        HALVES.computeIfAbsent(other, TestPki::generate));
  }

  /** A composite of any two halves. */
  public static KeyPair composite(String name, KeyPair one, KeyPair other) {
    try {
      CompositePublicKey.Builder publicKey = CompositePublicKey.builder(name);
      CompositePrivateKey.Builder privateKey = CompositePrivateKey.builder(name);
      for (KeyPair half : List.of(one, other)) {
        publicKey.addPublicKey(
            BouncyCastleProvider.getPublicKey(
                SubjectPublicKeyInfo.getInstance(half.getPublic().getEncoded())),
            BC);
        privateKey.addPrivateKey(
            BouncyCastleProvider.getPrivateKey(
                PrivateKeyInfo.getInstance(half.getPrivate().getEncoded())),
            BC);
      }
      return new KeyPair(publicKey.build(), privateKey.build());
    } catch (java.io.IOException e) {
      throw new AssertionError(name, e);
    }
  }

  private static X500Name name(String commonName, String address) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    name.addRDN(BCStyle.O, "smime4j tests");
    name.addRDN(BCStyle.CN, commonName);
    return name.build();
  }

  private static String signatureAlgorithm(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "DSA" -> "SHA256withDSA";
      case "EC", "ECDSA" ->
          ((ECPublicKey) key).getParams().getOrder().bitLength() > 256
              ? "SHA384withECDSA"
              : "SHA256withECDSA";
      default ->
          key instanceof java.security.interfaces.EdECPublicKey edwards
              ? edwards.getParams().getName()
              : key.getAlgorithm();
    };
  }

  /** A key with its certificate and chain. */
  public static class Issued {
    private final KeyPair keys;
    private final List<X509Certificate> chain;

    public Issued(KeyPair keys, List<X509Certificate> chain) {
      this.keys = keys;
      this.chain = List.copyOf(chain);
    }

    public KeyPair keys() {
      return keys;
    }

    public PrivateKey privateKey() {
      return keys.getPrivate();
    }

    public PublicKey publicKey() {
      return keys.getPublic();
    }

    public X509Certificate certificate() {
      return chain.get(0);
    }

    /** The certificate first, the root last. */
    public List<X509Certificate> chain() {
      return chain;
    }
  }

  /** An issuer. */
  public static final class Authority extends Issued {
    private final X500Name subject;
    private final String label;
    private final Instant now;
    private final AtomicLong serials = new AtomicLong(1000);
    private final Map<String, AtomicLong> issued = new ConcurrentHashMap<>();

    public Authority(
        KeyPair keys, List<X509Certificate> chain, X500Name subject, String label, Instant now) {
      super(keys, chain);
      this.subject = subject;
      this.label = label;
      this.now = now;
    }

    /** A leaf for a mail address: RSA 2048, signing and encryption, unless told otherwise. */
    public Builder issue(String address) {
      return new Builder(this, name(address, address), address, now).leafOf(address);
    }

    /** An intermediate with a P-256 key. */
    public Authority authority(String commonName) {
      return intermediate(commonName).buildAuthority();
    }

    /** An intermediate of which everything can be chosen. */
    public Builder intermediate(String commonName) {
      return new Builder(this, name(commonName, null), commonName, now).asAuthority();
    }

    /** A CRL of this moment, good for 30 days. */
    public X509CRL crl(X509Certificate... revoked) {
      return crl(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(30)), revoked);
    }

    /** A CRL with the given times; what it names was revoked an hour before its first time. */
    public X509CRL crl(Instant thisUpdate, Instant nextUpdate, X509Certificate... revoked) {
      try {
        JcaX509v2CRLBuilder crl =
            new JcaX509v2CRLBuilder(certificate().getSubjectX500Principal(), Date.from(thisUpdate));
        crl.setNextUpdate(Date.from(nextUpdate));
        for (X509Certificate certificate : revoked) {
          crl.addCRLEntry(
              certificate.getSerialNumber(),
              Date.from(thisUpdate.minus(Duration.ofHours(1))),
              CRLReason.keyCompromise);
        }
        crl.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(publicKey()));
        return new JcaX509CRLConverter()
            .getCRL(
                crl.build(
                    (publicKey() instanceof CompositePublicKey
                            ? new JcaContentSignerBuilder(signatureAlgorithm(publicKey()))
                                .setProvider(BC)
                            : new JcaContentSignerBuilder(signatureAlgorithm(publicKey())))
                        .build(privateKey())));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What a certificate shall hold. Each call changes the builder and returns it. */
  public static final class Builder {
    private final Authority issuer;
    private final String label;
    private final Instant now;
    private X500Name subject;
    private X500Name issuerName;
    private String kind;
    private boolean newKey;
    private KeyPair keys;
    private BigInteger serial;
    private Instant notBefore;
    private Instant notAfter;
    private boolean authority;
    private Integer pathLength;
    private Integer keyUsage;
    private boolean subjectKeyIdentifier = true;
    private String signature;
    private final List<KeyPurposeId> purposes = new ArrayList<>();
    private final List<GeneralName> alternatives = new ArrayList<>();
    private final List<Consumer<X509v3CertificateBuilder>> extensions = new ArrayList<>();

    private Builder(Authority issuer, X500Name subject, String label, Instant now) {
      this.issuer = issuer;
      this.subject = subject;
      this.label = label;
      this.now = now;
    }

    private Builder asAuthority() {
      authority = true;
      kind = "P-256";
      keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
      return validity(now.minus(YEAR.multipliedBy(5)), now.plus(YEAR.multipliedBy(20)));
    }

    private Builder leafOf(String address) {
      kind = "RSA-2048";
      purposes.add(KeyPurposeId.id_kp_emailProtection);
      if (address.indexOf('@') >= 0) {
        alternatives.add(new GeneralName(GeneralName.rfc822Name, address));
      }
      return validity(now.minus(YEAR), now.plus(YEAR.multipliedBy(10)));
    }

    public Builder rsa(int bits) {
      kind = "RSA-" + bits;
      return this;
    }

    /** P-256, P-384, P-521, or another name that Bouncy Castle knows. */
    public Builder ec(String curve) {
      kind = curve;
      return this;
    }

    /** A key for one scheme, such as ML-DSA-44 or Ed448. */
    public Builder only(String scheme) {
      kind = scheme;
      return this;
    }

    public Builder ed25519() {
      kind = "Ed25519";
      return this;
    }

    public Builder ed448() {
      kind = "Ed448";
      return this;
    }

    public Builder x25519() {
      kind = "X25519";
      return this;
    }

    public Builder x448() {
      kind = "X448";
      return this;
    }

    /** A key that nobody else gets. */
    public Builder newKey() {
      newKey = true;
      return this;
    }

    /** A given key, as for a renewed certificate. */
    public Builder key(KeyPair given) {
      keys = given;
      return this;
    }

    /** The key of another. */
    public Builder keyOf(Issued other) {
      return key(other.keys());
    }

    /** A subject as RFC 4514 text or whatever else {@link X500Name} understands. */
    public Builder subject(String name) {
      return subject(new X500Name(name));
    }

    public Builder subject(X500Name name) {
      subject = name;
      return this;
    }

    /** Another issuer name than the issuer's own subject, for names encoded differently. */
    public Builder issuerName(X500Name name) {
      issuerName = name;
      return this;
    }

    public Builder serial(BigInteger number) {
      serial = number;
      return this;
    }

    public Builder serial(long number) {
      return serial(BigInteger.valueOf(number));
    }

    public Builder validity(Instant from, Instant to) {
      notBefore = from;
      notAfter = to;
      return this;
    }

    /** Bits of {@link KeyUsage}; by default what fits the key. */
    public Builder keyUsage(int bits) {
      keyUsage = bits;
      return this;
    }

    /** No key usage extension at all. */
    public Builder withoutKeyUsage() {
      keyUsage = -1;
      return this;
    }

    /** These purposes instead of emailProtection; none means no extension. */
    public Builder extendedKeyUsage(KeyPurposeId... instead) {
      purposes.clear();
      purposes.addAll(List.of(instead));
      return this;
    }

    /** These alternative names instead of the address; none means no extension. */
    public Builder alternativeNames(GeneralName... instead) {
      alternatives.clear();
      alternatives.addAll(List.of(instead));
      return this;
    }

    /** These addresses as rfc822Names instead of the one issued to. */
    public Builder addresses(String... instead) {
      alternatives.clear();
      for (String address : instead) {
        alternatives.add(new GeneralName(GeneralName.rfc822Name, address));
      }
      return this;
    }

    /** Another signature algorithm of the issuer than SHA-2, for example SHA1withECDSA. */
    public Builder signedWith(String algorithm) {
      signature = algorithm;
      return this;
    }

    public Builder pathLength(int length) {
      pathLength = length;
      return this;
    }

    /** A leaf that says CA:TRUE, or an authority that does not. */
    public Builder certificateAuthority(boolean says) {
      authority = says;
      return this;
    }

    public Builder withoutSubjectKeyIdentifier() {
      subjectKeyIdentifier = false;
      return this;
    }

    /** A key identifier of one's own making. */
    public Builder subjectKeyIdentifier(byte[] value) {
      subjectKeyIdentifier = false;
      return extension(
          Extension.subjectKeyIdentifier.getId(),
          false,
          new org.bouncycastle.asn1.x509.SubjectKeyIdentifier(value));
    }

    public Builder extension(String oid, boolean critical, ASN1Encodable value) {
      extensions.add(
          builder -> {
            try {
              builder.addExtension(new ASN1ObjectIdentifier(oid), critical, value);
            } catch (java.io.IOException e) {
              throw new AssertionError(e);
            }
          });
      return this;
    }

    public Issued build() {
      KeyPair pair = pair();
      return new Issued(pair, chain(pair));
    }

    public Authority buildAuthority() {
      KeyPair pair = pair();
      return new Authority(pair, chain(pair), subject, label, now);
    }

    private KeyPair pair() {
      if (keys != null) {
        return keys;
      }
      if (newKey) {
        return generate(kind);
      }
      String whose = (issuer == null ? "" : issuer.label) + '/' + label + '/' + kind;
      long ordinal =
          issuer == null
              ? 0
              : issuer.issued.computeIfAbsent(whose, w -> new AtomicLong()).getAndIncrement();
      return KEYS.computeIfAbsent(whose + '/' + ordinal, l -> generate(kind));
    }

    private List<X509Certificate> chain(KeyPair pair) {
      try {
        PublicKey issuerKey = issuer == null ? pair.getPublic() : issuer.publicKey();
        PrivateKey signingKey = issuer == null ? pair.getPrivate() : issuer.privateKey();
        X500Name by = issuerName != null ? issuerName : issuer == null ? subject : issuer.subject;
        BigInteger number =
            serial != null
                ? serial
                : BigInteger.valueOf(issuer == null ? 1 : issuer.serials.incrementAndGet());
        X509v3CertificateBuilder builder =
            new X509v3CertificateBuilder(
                by,
                number,
                Date.from(notBefore),
                Date.from(notAfter),
                subject,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        if (authority) {
          builder.addExtension(
              Extension.basicConstraints,
              true,
              pathLength == null ? new BasicConstraints(true) : new BasicConstraints(pathLength));
        }
        int usage = keyUsage != null ? keyUsage : usageOf(pair.getPublic());
        if (usage >= 0) {
          builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        }
        if (!purposes.isEmpty()) {
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
        }
        if (!alternatives.isEmpty()) {
          builder.addExtension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(alternatives.toArray(new GeneralName[0])));
        }
        if (subjectKeyIdentifier) {
          builder.addExtension(
              Extension.subjectKeyIdentifier,
              false,
              utils.createSubjectKeyIdentifier(pair.getPublic()));
        }
        if (issuer != null) {
          builder.addExtension(
              Extension.authorityKeyIdentifier,
              false,
              utils.createAuthorityKeyIdentifier(issuerKey));
        }
        extensions.forEach(extension -> extension.accept(builder));
        List<X509Certificate> chain = new ArrayList<>();
        JcaContentSignerBuilder signer =
            new JcaContentSignerBuilder(
                signature == null ? signatureAlgorithm(issuerKey) : signature);
        // Later JDKs have an ML-DSA of their own, which does not read Bouncy Castle's keys.
        if (issuerKey instanceof CompositePublicKey
            || issuerKey.getAlgorithm().contains("-DSA-")
            || (signature != null && signature.endsWith("andMGF1"))) {
          signer.setProvider(BC);
        }
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        if (pair.getPublic() instanceof ECPublicKey ec
            && ec.getParams().getCurve().getField() instanceof ECFieldF2m) {
          // The JDK reads no certificate with such a key.
          converter.setProvider(BC);
        }
        chain.add(converter.getCertificate(builder.build(signer.build(signingKey))));
        if (issuer != null) {
          chain.addAll(issuer.chain());
        }
        return chain;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    private static int usageOf(PublicKey key) {
      return switch (key.getAlgorithm()) {
        case "RSA" -> KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
        case "EC", "ECDSA" -> KeyUsage.digitalSignature | KeyUsage.keyAgreement;
        case "EdDSA", "Ed25519", "Ed448" -> KeyUsage.digitalSignature;
        case "X25519", "X448", "XDH" -> KeyUsage.keyAgreement;
        case "ML-KEM-512", "ML-KEM-768", "ML-KEM-1024" -> KeyUsage.keyEncipherment;
        default -> KeyUsage.digitalSignature;
      };
    }
  }
}
