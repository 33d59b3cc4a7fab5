package org.smime4j.internal.revocation;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.certificate.Strength;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.revocation.CrlEntries.CrlEntry;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.SignedObject;

/**
 * A basic OCSP response, read once (RFC 6960, section 4.2). {@link #read} gives nothing for one
 * that is no successful basic response, is malformed, or holds a critical extension that is not
 * understood.
 */
public final class OcspResponse {

  private static final int LONGEST = 256 * 1024;
  private static final int MOST_SINGLES = 1_000;
  private static final int MOST_CERTIFICATES = 8;

  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);

  /** The status of one certificate. */
  enum Status {
    GOOD,
    REVOKED,
    UNKNOWN
  }

  /**
   * What a response says about one certificate.
   *
   * @param entry when and why it was revoked; null unless it was
   */
  record Answer(
      Status status, @Nullable CrlEntry entry, Instant thisUpdate, @Nullable Instant nextUpdate) {}

  private final int octets;
  private final SignedObject signed;
  private final ResponderID responder;
  private final Instant producedAt;
  private final byte @Nullable [] nonce;
  private final List<SingleResponse> singles = new ArrayList<>();
  private final List<PathCertificate> certificates;

  private OcspResponse(byte[] der) throws IOException {
    if (der.length > LONGEST) {
      throw new IllegalArgumentException("it is longer than " + LONGEST + " octets");
    }
    OCSPResponse response = OCSPResponse.getInstance(TlvScan.parse(der, "OCSPResponse"));
    if (response.getResponseStatus().getIntValue() != OCSPResponseStatus.SUCCESSFUL
        || !response
            .getResponseBytes()
            .getResponseType()
            .equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
      throw new IllegalArgumentException("not a successful basic response");
    }
    byte[] basicOctets = response.getResponseBytes().getResponse().getOctets();
    this.octets = basicOctets.length;
    this.signed = SignedObject.of(basicOctets, "BasicOCSPResponse");
    BasicOCSPResponse basic =
        BasicOCSPResponse.getInstance(TlvScan.parse(basicOctets, "BasicOCSPResponse"));
    this.responder = basic.getTbsResponseData().getResponderID();
    this.producedAt = instant(basic.getTbsResponseData().getProducedAt());
    Extensions extensions = basic.getTbsResponseData().getResponseExtensions();
    Crl.requireUnderstood(extensions, UNDERSTOOD);
    this.nonce = nonce(extensions);
    ASN1Sequence responses = basic.getTbsResponseData().getResponses();
    for (int i = 0; i < Math.min(responses.size(), MOST_SINGLES); i++) {
      singles.add(SingleResponse.getInstance(responses.getObjectAt(i)));
    }
    this.certificates = certificates(basic.getCerts());
  }

  /** The response, unless it cannot be used. */
  static Optional<OcspResponse> read(byte[] der) {
    try {
      return Optional.of(new OcspResponse(der));
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that a structure is malformed.
      return Optional.empty();
    }
  }

  /** Those of the responses that can be used. */
  public static List<OcspResponse> readable(Collection<byte[]> responses) {
    return responses.stream().flatMap(each -> read(each).stream()).toList();
  }

  private static List<PathCertificate> certificates(@Nullable ASN1Sequence carried)
      throws IOException {
    List<PathCertificate> certificates = new ArrayList<>();
    for (int i = 0; carried != null && i < Math.min(carried.size(), MOST_CERTIFICATES); i++) {
      byte[] encoded = carried.getObjectAt(i).toASN1Primitive().getEncoded();
      PathCertificate.read(Certificates.parse(encoded)).ifPresent(certificates::add);
    }
    return certificates;
  }

  private static byte @Nullable [] nonce(@Nullable Extensions extensions) {
    Extension nonce =
        extensions == null
            ? null
            : extensions.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
    return nonce == null ? null : nonce.getExtnValue().getOctets();
  }

  private static Instant instant(ASN1GeneralizedTime time) {
    try {
      return time.getDate().toInstant();
    } catch (java.text.ParseException e) {
      throw new IllegalArgumentException("a malformed time", e);
    }
  }

  /** How large it is. */
  int octets() {
    return octets;
  }

  /** The number of certificates that the response covers. */
  int answers() {
    return singles.size();
  }

  /** False if the response answers another request than the one with this nonce. */
  boolean mayAnswer(byte[] nonceSent) {
    return nonce == null || Arrays.equals(nonce, nonceSent);
  }

  /** The certificates that it carries. */
  List<PathCertificate> certificates() {
    return certificates;
  }

  /** True if it says that this is who made it. */
  boolean names(PathCertificate certificate) {
    if (responder.getName() != null) {
      return certificate.subject().equals(responder.getName());
    }
    return Arrays.equals(responder.getKeyHash(), hash(DigestAlgorithm.SHA1, keyBits(certificate)));
  }

  /** True if the key made the signature, and neither it nor the digest is weak. */
  boolean isSignedBy(PathCertificate certificate) {
    return certificate.hasPublicKey()
        && Strength.isSound(certificate.publicKey(), signed)
        && signed.isSignedBy(certificate.publicKey());
  }

  /**
   * What it says about a certificate that this authority issued: of several answers the one that
   * says revoked, else the last. One that is not understood leaves no word of good standing.
   */
  Optional<Answer> about(PathCertificate certificate, PathCertificate issuer) {
    Answer found = null;
    boolean isDark = false;
    Map<DigestAlgorithm, Hashes> hashes = new EnumMap<>(DigestAlgorithm.class);
    for (SingleResponse single : singles) {
      boolean isMeant = false;
      try {
        isMeant = isAbout(single.getCertID(), certificate, issuer, hashes);
        if (isMeant) {
          Crl.requireUnderstood(single.getSingleExtensions(), Set.of());
          Answer answer = answer(single);
          found = found != null && found.status() == Status.REVOKED ? found : answer;
        }
      } catch (RuntimeException e) {
        // Malformed, or with a critical extension.
        isDark |= isMeant;
      }
    }
    boolean isDoubtful = isDark && found != null && found.status() == Status.GOOD;
    return isDoubtful ? Optional.empty() : Optional.ofNullable(found);
  }

  /** What a CertID may hold; the same for all answers of a response that say the same digest. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Hashes(byte[] key, byte[] issuerOfLeaf, byte[] issuer) {

    static Hashes of(DigestAlgorithm digest, PathCertificate certificate, PathCertificate issuer) {
      try {
        return new Hashes(
            hash(digest, keyBits(issuer)),
            hash(digest, Certificates.issuer(certificate.certificate())),
            hash(digest, Certificates.subject(issuer.certificate())));
      } catch (SmimeException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }

  private static boolean isAbout(
      CertID id,
      PathCertificate certificate,
      PathCertificate issuer,
      Map<DigestAlgorithm, Hashes> known) {
    DigestAlgorithm digest =
        DigestAlgorithm.ofOid(id.getHashAlgorithm().getAlgorithm().getId()).orElse(null);
    if (digest == null
        || digest.strength() == DigestAlgorithm.Strength.FORBIDDEN
        || !id.getSerialNumber().getValue().equals(certificate.serial())) {
      return false;
    }
    Hashes hashes = known.computeIfAbsent(digest, each -> Hashes.of(each, certificate, issuer));
    byte[] name = id.getIssuerNameHash().getOctets();
    return Arrays.equals(id.getIssuerKeyHash().getOctets(), hashes.key())
        && (Arrays.equals(name, hashes.issuerOfLeaf()) || Arrays.equals(name, hashes.issuer()));
  }

  private static Answer answer(SingleResponse single) {
    Instant nextUpdate = single.getNextUpdate() == null ? null : instant(single.getNextUpdate());
    Instant thisUpdate = instant(single.getThisUpdate());
    return switch (single.getCertStatus().getTagNo()) {
      case 0 -> new Answer(Status.GOOD, null, thisUpdate, nextUpdate);
      case 1 -> {
        RevokedInfo info = RevokedInfo.getInstance(single.getCertStatus().getStatus());
        CRLReason reason = info.getRevocationReason();
        yield new Answer(
            Status.REVOKED,
            new CrlEntry(
                instant(info.getRevocationTime()),
                reason == null
                    ? CRLReason.unspecified
                    : BigIntegers.intValueExact(reason.getValue())),
            thisUpdate,
            nextUpdate);
      }
      default -> new Answer(Status.UNKNOWN, null, thisUpdate, nextUpdate);
    };
  }

  /** The octets of the public key, of which a CertID has the hash. */
  static byte[] keyBits(PathCertificate certificate) {
    try {
      return SubjectPublicKeyInfo.getInstance(
              Certificates.subjectPublicKeyInfo(certificate.certificate()))
          .getPublicKeyData()
          .getOctets();
    } catch (SmimeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static byte[] hash(DigestAlgorithm digest, byte[] octets) {
    try {
      return Digesting.digest(digest, octets, Providers.standard());
    } catch (SmimeException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it is, as a part of a sentence. */
  Finding inWords() {
    return new Finding(Finding.Code.REVOKED, "OCSP response from {0}", producedAt);
  }
}
