package org.smime4j.testing;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.smime4j.Credential;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;

/**
 * A certification authority that lives as long as a test. It issues keys and certificates, and
 * revokes them. Use it for tests only: it never asks who somebody is, and its private key stays in
 * memory.
 *
 * <pre>{@code
 * TestAuthority authority = TestAuthority.create();
 * Credential alice = authority.identity("alice@example.org");
 * Credential bob = authority.identity("bob@example.org", Trait.RSA, Trait.EXPIRED);
 * Verifier verifier = Verifier.trusting(authority.trust());
 * }</pre>
 *
 * <p>Each authority has a new key and a name of its own, so one does not trust the certificates of
 * another. All keys are new, and P-256 keys unless a {@link Trait} says otherwise: an identity
 * takes some milliseconds. All times derive from the time at which the authority was made. Its own
 * certificate is valid from twenty years before it to twenty years after it.
 *
 * <p>{@link KeyHistory#writePkcs12} writes identities as a PKCS#12 file. Safe for use by several
 * threads.
 */
public sealed interface TestAuthority permits TestAuthorityDoor {

  /** Returns a new authority, made at the present time. */
  static TestAuthority create() {
    return at(Instant.now());
  }

  /**
   * Returns a new authority as if it was made at this time, for a test that does not use the
   * system's clock. Its {@link #trust} judges at the present time; {@link TrustPolicy#at} changes
   * that.
   */
  static TestAuthority at(Instant now) {
    return TestAuthorityDoor.made(() -> new TestAuthorityDoor(now));
  }

  /** Returns the authority's own certificate, which is a trust anchor. */
  X509Certificate certificate();

  /**
   * Returns a policy that trusts this authority alone, and checks revocation against its {@link
   * #crl}. After a {@link #revoke} ask for another: a policy never changes.
   */
  TrustPolicy trust();

  /**
   * Returns a new key with a certificate, which is valid from a year before the authority was made
   * to a year after it. Each call makes another key.
   *
   * @param address a mail address, also with letters beyond ASCII (RFC 9598); or {@code
   *     @example.org}, for a gateway that signs for a domain; or {@code localhost}, the name of a
   *     host, for a server that uses TLS
   * @throws IllegalArgumentException if two traits contradict each other, or the address is
   *     malformed
   * @throws IllegalStateException if the certificate is the 33rd that is {@code REVOKED}
   */
  Credential identity(String address, Trait... traits);

  /**
   * As {@link #identity(String, Trait...)}, but valid between these times.
   *
   * @throws IllegalArgumentException also if a trait is {@code EXPIRED} or {@code NOT_YET_VALID}
   */
  Credential identity(String address, Instant begin, Instant end, Trait... traits);

  /**
   * Returns another certificate with the key and the names of an identity, as authorities issue it
   * when the old one is about to expire. It is valid for two years, from a day before the authority
   * was made. The old certificate may be that of another authority.
   *
   * @throws IllegalArgumentException if a trait contradicts another or the key
   */
  Credential renewed(Credential identity, Trait... traits);

  /**
   * Returns the keys of a person over ten years: five generations, each valid for two years after
   * the one before it. Four have expired, and the newest is valid for another year. {@link
   * KeyHistory#identities} lists them, newest first. {@link Encryptor#unvalidated} encrypts to an
   * expired one, and so makes old mail.
   *
   * @throws IllegalArgumentException as {@link #identity(String, Instant, Instant, Trait...)}
   */
  KeyHistory mailbox(String address, Trait... traits);

  /**
   * Revokes a certificate: what the authority says from now on is that its key was compromised an
   * hour before the authority was made.
   *
   * @throws IllegalArgumentException if another authority issued the certificate
   */
  void revoke(X509Certificate issued);

  /**
   * Returns a CRL (RFC 5280), which is current for thirty days. It lists what was revoked until
   * now, and the 32 serial numbers of certificates that are {@code REVOKED}, also of those that are
   * not issued yet.
   */
  X509CRL crl();

  /**
   * Returns what an OCSP responder answers about a certificate (RFC 6960): the DER encoding of an
   * OCSPResponse, signed by the authority. It is current for thirty days.
   *
   * @throws IllegalArgumentException if another authority issued the certificate
   */
  byte[] ocsp(X509Certificate issued);
}

final class TestAuthorityDoor implements TestAuthority {

  private static final int GENERATIONS = 5;
  private static final int REVOKED_FROM_THE_BEGINNING = 32;

  private final Instant now;
  private final Date anHourBefore;
  private final Date nextUpdate;
  private final Issuer issuer;
  private final X509Certificate certificate;
  private final Set<BigInteger> revoked = ConcurrentHashMap.newKeySet();

  /**
   * Serial numbers that each CRL lists, and that revoked certificates will have: so a policy that a
   * test makes before such a certificate knows it.
   */
  private final Queue<BigInteger> reserved = new ConcurrentLinkedQueue<>();

  TestAuthorityDoor(Instant now) throws Exception {
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    anHourBefore = Date.from(this.now.minus(Duration.ofHours(1)));
    nextUpdate = Date.from(this.now.plus(Duration.ofDays(30)));
    issuer = Issuer.authority(Traits.of().newKeys());
    Duration validity = Traits.YEAR.multipliedBy(20);
    certificate = issuer.anchor(this.now.minus(validity), this.now.plus(validity));
    for (int i = 0; i < REVOKED_FROM_THE_BEGINNING; i++) {
      reserved.add(Issuer.newSerial());
    }
    revoked.addAll(reserved);
  }

  @Override
  public X509Certificate certificate() {
    return certificate;
  }

  @Override
  public TrustPolicy trust() {
    return TrustPolicy.anchors(List.of(certificate)).revocation(Revocation.crls(List.of(crl())));
  }

  @Override
  public Credential identity(String address, Trait... traits) {
    Traits chosen = Traits.of(traits);
    Instant begin = chosen.begin(now, now.minus(Traits.YEAR));
    return identity(address, begin, begin.plus(Traits.VALIDITY), chosen);
  }

  @Override
  public Credential identity(String address, Instant begin, Instant end, Trait... traits) {
    Traits chosen = Traits.of(traits);
    chosen.without("the times are given", Trait.EXPIRED, Trait.NOT_YET_VALID);
    return identity(address, begin, end, chosen);
  }

  private Credential identity(String address, Instant begin, Instant end, Traits traits) {
    SubjectNames names = SubjectNames.of(address);
    return made(() -> issued(traits.newKeys(), names, begin, end, traits));
  }

  @Override
  public Credential renewed(Credential identity, Trait... traits) {
    Traits chosen = Traits.of(traits);
    chosen.without("the key is given", Trait.RSA, Trait.ML_DSA, Trait.ML_KEM);
    Instant begin = chosen.begin(now, now.minus(Traits.DAY));
    KeyPair keys = new KeyPair(identity.certificate().getPublicKey(), identity.privateKey());
    return made(
        () -> {
          SubjectNames names =
              SubjectNames.of(new JcaX509CertificateHolder(identity.certificate()));
          return issued(keys, names, begin, begin.plus(Traits.VALIDITY), chosen);
        });
  }

  @Override
  public KeyHistory mailbox(String address, Trait... traits) {
    List<Credential> generations = new ArrayList<>();
    Instant end = now.plus(Traits.YEAR);
    for (int i = 0; i < GENERATIONS; i++) {
      Instant begin = end.minus(Traits.VALIDITY);
      generations.add(identity(address, begin, end, traits));
      end = begin;
    }
    return KeyHistory.of(generations.toArray(Credential[]::new));
  }

  @Override
  public void revoke(X509Certificate issued) {
    revoked.add(serialOf(issued));
  }

  @Override
  public X509CRL crl() {
    return made(
        () -> {
          X509v2CRLBuilder content = new X509v2CRLBuilder(issuer.name(), anHourBefore);
          content.setNextUpdate(nextUpdate);
          for (BigInteger serial : revoked) {
            content.addCRLEntry(serial, anHourBefore, CRLReason.keyCompromise);
          }
          content.addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
          return new JcaX509CRLConverter().getCRL(content.build(issuer.signature()));
        });
  }

  @Override
  public byte[] ocsp(X509Certificate issued) {
    BigInteger serial = serialOf(issued);
    CertificateStatus status =
        revoked.contains(serial)
            ? new RevokedStatus(anHourBefore, CRLReason.keyCompromise)
            : CertificateStatus.GOOD;
    return made(
        () -> {
          CertificateID id =
              new CertificateID(
                  new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                  new JcaX509CertificateHolder(certificate),
                  serial);
          BasicOCSPResp answer =
              new BasicOCSPRespBuilder(new RespID(issuer.name()))
                  .addResponse(id, status, anHourBefore, nextUpdate, null)
                  .build(issuer.signature(), new X509CertificateHolder[0], anHourBefore);
          return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, answer).getEncoded();
        });
  }

  private Credential issued(
      KeyPair keys, SubjectNames names, Instant begin, Instant end, Traits traits)
      throws Exception {
    int usage = traits.keyUsage(keys.getPublic());
    boolean own = traits.has(Trait.SELF_SIGNED);
    Issuer by = own ? new Issuer(names.subject(), keys) : issuer;
    BigInteger serial = traits.has(Trait.REVOKED) ? reserved() : Issuer.newSerial();
    return Credential.of(
        keys.getPrivate(),
        by.certificate(serial, names, keys.getPublic(), usage, begin, end),
        own ? new X509Certificate[0] : new X509Certificate[] {certificate});
  }

  private BigInteger reserved() {
    BigInteger serial = reserved.poll();
    if (serial == null) {
      throw new IllegalStateException(
          "One authority issues at most "
              + REVOKED_FROM_THE_BEGINNING
              + " certificates that are REVOKED: make another authority, or use revoke");
    }
    return serial;
  }

  private BigInteger serialOf(X509Certificate issued) {
    if (!issued.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
      throw new IllegalArgumentException(
          "This authority did not issue the certificate of "
              + issued.getSubjectX500Principal()
              + ": its issuer is "
              + issued.getIssuerX500Principal());
    }
    return issued.getSerialNumber();
  }

  static <T> T made(Callable<T> maker) {
    try {
      return maker.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("This Java cannot make what the test needs", e);
    }
  }
}
