package org.smime4j.internal.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.platform.Reading;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** The rules for the attributes of every signer (RFC 5652, 5.3 and 11; RFC 6211). */
final class AttributeRules {

  /** The content types that signed mail may have (RFC 8551, sections 2.4 and 3.7). */
  private static final Set<String> TYPES_IN_MAIL =
      Set.of(
          Oids.DATA,
          Oids.SIGNED_DATA,
          Oids.ENVELOPED_DATA,
          Oids.AUTH_ENVELOPED_DATA,
          Oids.COMPRESSED_DATA);

  private AttributeRules() {}

  /** Checks that the content has a type that mail may have (threats C2). */
  static void checkMail(String eContentType, List<Finding> findings) {
    if (!TYPES_IN_MAIL.contains(eContentType)) {
      findings.add(
          new Finding(
              Finding.Code.ATTRIBUTES_INVALID,
              "Mail must be signed as data, but this is signed as {0}",
              eContentType));
    }
  }

  /**
   * @param attributes the parsed signedAttrs; null if there are none, or if they are malformed
   * @param eContentType null for a countersignature, whose content has no type
   */
  static void check(
      SignerInfo signer,
      @Nullable SignedAttributes attributes,
      @Nullable String eContentType,
      List<Finding> findings,
      List<Finding> notes) {
    if (signer.unsignedAttrs() != null && SignedAttributes.misplaced(signer.unsignedAttrs())) {
      findings.add(
          new Finding(
              Finding.Code.ATTRIBUTES_INVALID,
              "An attribute that must be signed is among the unsigned attributes"));
    }
    if (signer.signedAttrs() == null) {
      if (eContentType != null && !eContentType.equals(Oids.DATA)) {
        findings.add(
            new Finding(
                Finding.Code.ATTRIBUTES_INVALID,
                "Content of the type {0} is signed without attributes",
                eContentType));
      }
      return;
    }
    if (attributes == null) {
      findings.add(
          new Finding(Finding.Code.STRUCTURE, "The signed attributes are not a set of attributes"));
      return;
    }
    findings.addAll(attributes.contradictions());
    if (attributes.messageDigest() == null) {
      findings.add(
          new Finding(Finding.Code.ATTRIBUTES_INVALID, "There is no messageDigest attribute"));
    }
    checkContentType(attributes, eContentType, findings);
    ASN1Encodable protection = attributes.algorithmProtection();
    if (protection != null
        && !AttributeChecks.protects(
            protection, signer.digestAlgorithm(), signer.signatureAlgorithm())) {
      findings.add(
          new Finding(
              Finding.Code.ATTRIBUTES_INVALID,
              "CMSAlgorithmProtection names other algorithms than the signature"));
    }
    if (attributes.signingCertificate() == null && attributes.signingCertificateV2() == null) {
      notes.add(
          new Finding(
              Finding.Code.SIGNING_CERTIFICATE_ABSENT,
              "The signature does not name its certificate by hash"));
    }
  }

  /**
   * Checks contentType. A countersignature must not have it: it would be a signature of content
   * (RFC 5652, 11.4).
   */
  private static void checkContentType(
      SignedAttributes attributes, @Nullable String eContentType, List<Finding> findings) {
    String contentType = attributes.contentType();
    if (eContentType == null) {
      if (attributes.nameContentType()) {
        findings.add(
            new Finding(
                Finding.Code.ATTRIBUTES_INVALID,
                "A countersignature must not have a contentType attribute, but this one has"));
      }
    } else if (!eContentType.equals(contentType)) {
      findings.add(
          contentType == null
              ? new Finding(Finding.Code.ATTRIBUTES_INVALID, "There is no contentType attribute")
              : new Finding(
                  Finding.Code.ATTRIBUTES_INVALID,
                  "The contentType attribute names {0} and the content is {1}",
                  contentType,
                  eContentType));
    }
  }

  /**
   * Returns true if content that is signed without attributes is itself a set of attributes.
   * Someone then forged it from a signature for other content (threats C1).
   */
  static boolean isForged(SignerInfo signer, ByteSource content, Limits limits) throws IOException {
    if (signer.signedAttrs() != null
        || content.sizeIfKnown().orElse(0) > limits.get(Limit.ASN1_OCTETS)
        || !SignedAttributes.beginsLikeOne(content)) {
      return false;
    }
    // The length of canonical text is unknown before reading, and the text may begin with a 1.
    int most = (int) Math.min(limits.get(Limit.ASN1_OCTETS), Integer.MAX_VALUE - 16);
    byte[] octets;
    try (InputStream in = content.open()) {
      octets = Reading.upTo(in, most + 1);
    }
    return octets.length <= most && SignedAttributes.mayBe(octets, limits);
  }
}
