package org.smime4j.testing;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** An OCSP response of which everything can be chosen; right unless it is. */
public final class OcspResponses {

  private static final AlgorithmIdentifier SHA1 = CertificateID.HASH_SHA1;

  private final TestPki.Issued responder;
  private final List<CertificateStatus> before = new ArrayList<>();
  private Instant thisUpdate = TestPki.NOW.minus(Duration.ofHours(1));
  private Instant nextUpdate = TestPki.NOW.plus(Duration.ofDays(1));
  private AlgorithmIdentifier hash = SHA1;
  private String signature = "SHA256withECDSA";
  private X509Certificate namedAs;
  private X509Certificate[] carried = {};
  private Extensions extensions;
  private Extensions singleExtensions;
  private BigInteger serial;
  private boolean altered;

  private OcspResponses(TestPki.Issued responder) {
    this.responder = responder;
    this.namedAs = responder.certificate();
  }

  /** Signed by this key; an authority's own carries no certificate. */
  public static OcspResponses by(TestPki.Issued responder) {
    OcspResponses response = new OcspResponses(responder);
    if (!(responder instanceof TestPki.Authority)) {
      response.carried = new X509Certificate[] {responder.certificate()};
    }
    return response;
  }

  public OcspResponses times(Instant from, Instant until) {
    thisUpdate = from;
    nextUpdate = until;
    return this;
  }

  public OcspResponses hash(String oid) {
    hash = new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid));
    return this;
  }

  public OcspResponses signedWith(String algorithm) {
    signature = algorithm;
    return this;
  }

  public OcspResponses namedAs(X509Certificate certificate) {
    namedAs = certificate;
    return this;
  }

  public OcspResponses carrying(X509Certificate... certificates) {
    carried = certificates;
    return this;
  }

  public OcspResponses extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions = extensions(oid, critical, value);
    return this;
  }

  public OcspResponses singleExtension(
      ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    singleExtensions = extensions(oid, critical, value);
    return this;
  }

  private static Extensions extensions(
      ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      return new Extensions(
          new Extension(oid, critical, value.toASN1Primitive().getEncoded("DER")));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  public OcspResponses serial(BigInteger other) {
    serial = other;
    return this;
  }

  public OcspResponses altered() {
    altered = true;
    return this;
  }

  public byte[] good(TestPki.Issued certificate, TestPki.Issued issuer) {
    return about(certificate, issuer, CertificateStatus.GOOD);
  }

  public byte[] unknown(TestPki.Issued certificate, TestPki.Issued issuer) {
    return about(certificate, issuer, new UnknownStatus());
  }

  public byte[] revoked(
      TestPki.Issued certificate, TestPki.Issued issuer, Instant since, int reason) {
    return about(certificate, issuer, new RevokedStatus(Date.from(since), reason));
  }

  /** One more answer about the same certificate, before the one that is asked for. */
  public OcspResponses first(CertificateStatus status) {
    before.add(status);
    return this;
  }

  private byte[] about(
      TestPki.Issued certificate, TestPki.Issued issuer, CertificateStatus status) {
    try {
      CertificateID id =
          new CertificateID(
              new JcaDigestCalculatorProviderBuilder().build().get(hash),
              new JcaX509CertificateHolder(issuer.certificate()),
              serial != null ? serial : certificate.certificate().getSerialNumber());
      BasicOCSPRespBuilder builder =
          new BasicOCSPRespBuilder(new RespID(new JcaX509CertificateHolder(namedAs).getSubject()));
      for (CertificateStatus each : before) {
        builder.addResponse(id, each, Date.from(thisUpdate), Date.from(nextUpdate), null);
      }
      builder.addResponse(
          id,
          status,
          Date.from(thisUpdate),
          nextUpdate == null ? null : Date.from(nextUpdate),
          singleExtensions);
      builder.setResponseExtensions(extensions);
      X509CertificateHolder[] holders = new X509CertificateHolder[carried.length];
      for (int i = 0; i < holders.length; i++) {
        holders[i] = new JcaX509CertificateHolder(carried[i]);
      }
      byte[] response =
          new OCSPRespBuilder()
              .build(
                  OCSPRespBuilder.SUCCESSFUL,
                  builder.build(
                      new JcaContentSignerBuilder(signature).build(responder.privateKey()),
                      holders,
                      Date.from(thisUpdate)))
              .getEncoded();
      if (altered) {
        flipStatus(response);
      }
      return response;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Makes an unknown, which is [2] of nothing, a good, which is [0] of nothing. */
  private static void flipStatus(byte[] response) {
    byte[] before = {(byte) 0x82, 0x00, 0x18, 0x0f};
    for (int i = 0; i < response.length - before.length; i++) {
      if (Arrays.equals(response, i, i + before.length, before, 0, before.length)) {
        response[i] = (byte) 0x80;
        return;
      }
    }
    throw new AssertionError("no status of that kind");
  }
}
