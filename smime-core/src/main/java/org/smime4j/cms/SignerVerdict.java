package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Note;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.verify.AttributeOctets;
import org.smime4j.internal.verify.Integrity;
import org.smime4j.internal.verify.JudgedSigner;
import org.smime4j.internal.verify.SignedMessage;
import org.smime4j.reports.Binding;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;

/**
 * The verdict of a {@link Verifier} on one signer, with its evidence. Separate methods tell whether
 * the content is intact, the certificate trusted, the address right and the time plausible.
 *
 * <p>Every {@link Finding} lowers the verdict, and the worst one determines it. Notes do not lower
 * it. If the verdict is not {@code TRUSTED}, {@link #requireTrusted()} throws, and some other
 * methods return an empty result. Immutable.
 *
 * <pre>{@code
 * SignerVerdict verdict = report.worst();
 * if (verdict.state() != SignerVerdict.State.TRUSTED) {
 *   verdict.findings().forEach(System.err::println);
 * }
 * }</pre>
 */
public final class SignerVerdict {

  /** The verdict. */
  public enum State {
    /** The signature is valid, and the policy trusts the signer. There is no finding. */
    TRUSTED,
    /**
     * The verifier lacks something, such as a certificate, the content or an anchor. The first
     * finding names it: provide it and verify again.
     */
    UNKNOWN,
    /** The signature may be valid, but do not trust its signer. The first finding says why. */
    UNTRUSTED,
    /**
     * The signature is invalid, or someone changed the content or the signed attributes. Do not
     * rely on the content.
     */
    BROKEN
  }

  private final JudgedSigner judged;
  private final List<SignerVerdict> countersignatures;

  private SignerVerdict(JudgedSigner judged) {
    this.judged = judged;
    this.countersignatures = judged.countersignatures().stream().map(SignerVerdict::of).toList();
  }

  static SignerVerdict of(JudgedSigner judged) {
    return new SignerVerdict(judged);
  }

  /** The verdict. */
  public State state() {
    Finding.Severity severity = judged.severity();
    if (severity == null) {
      return State.TRUSTED;
    }
    return switch (severity) {
      case BROKEN -> State.BROKEN;
      case UNTRUSTED -> State.UNTRUSTED;
      case UNKNOWN -> State.UNKNOWN;
    };
  }

  /**
   * Returns the certificate of a trusted signer.
   *
   * @throws SmimeException.NotTrusted if the signer is not trusted, with the first finding
   */
  public X509Certificate requireTrusted() throws SmimeException.NotTrusted {
    if (state() != State.TRUSTED) {
      throw judged.notTrusted();
    }
    return certificate().orElseThrow();
  }

  /**
   * Returns the certificate that a trusted signer prefers for encrypted replies, by
   * SMIMEEncryptionKeyPreference (RFC 8551, section 2.5.3). This method does not check the
   * certificate. The result is empty if the signer is not trusted or states no preference, or if
   * the message does not contain the certificate.
   */
  public Optional<X509Certificate> preferredEncryptionCertificate() {
    return Optional.ofNullable(judged.offer().encryption());
  }

  /**
   * Returns the object identifiers of a trusted signer's SMIMECapabilities (RFC 8551, section
   * 2.5.2). The result is empty if the signer states none or is not trusted.
   */
  public Optional<Set<String>> capabilities() {
    return Optional.ofNullable(judged.offer().capabilities());
  }

  /** Returns the signer's identifier: an issuer with a serial number, or a key identifier. */
  public String identifier() {
    return judged.evidence().identifier().toString();
  }

  /**
   * Returns true if the content was checked and is the content that was signed. This says nothing
   * about the signer.
   */
  public boolean isIntact() {
    return judged.integrity() == Integrity.INTACT;
  }

  /**
   * Returns true if the content was checked, and its digest or the signature does not hold. If this
   * method and {@link #isIntact()} both return false, the verifier could not check the content, or
   * did not check it. Then the content or the certificate is missing, the signed attributes are
   * invalid, or an algorithm is unsupported or forbidden (MD2, MD4, MD5).
   */
  public boolean isAltered() {
    return judged.integrity() == Integrity.ALTERED;
  }

  /**
   * Returns the findings that lower the verdict, worst first. The list is empty only for {@link
   * State#TRUSTED}.
   */
  public List<Finding> findings() {
    return judged.findings();
  }

  /** Returns the first finding. */
  Optional<Finding> headline() {
    return judged.findings().stream().findFirst();
  }

  /** Returns remarks for the user. They do not lower the verdict. */
  public List<Note> notes() {
    return judged.notes();
  }

  /** Returns the mail addresses in the certificate; empty without a certificate. */
  public List<String> addresses() {
    return judged.binding() == null ? List.of() : judged.binding().certified();
  }

  /** Returns how the addresses in the certificate relate to the expected address. */
  public Binding binding() {
    return judged.binding() == null ? Binding.NOT_CHECKED : judged.binding().binding();
  }

  /**
   * Returns the scheme of the signature, for example {@code rsa-pkcs1-sha256}, or its object
   * identifier if it is unknown.
   */
  public String scheme() {
    return judged.evidence().scheme();
  }

  /**
   * Returns the name of the digest algorithm for the content, for example {@code sha-256}, or its
   * object identifier if it is unknown.
   */
  public String digest() {
    return judged.evidence().digest();
  }

  /**
   * Returns the time that the signer claims. The verifier never uses this time to check
   * certificates.
   */
  public Optional<Instant> signingTime() {
    return Optional.ofNullable(judged.evidence().signingTime());
  }

  /**
   * Returns the signing time that the signer claims, minus the Date of the message. The result is
   * negative if the signer claims an earlier time. It is empty if one of the two is unknown, or if
   * mail programs read the Date differently.
   */
  public Optional<Duration> skew() {
    return Optional.ofNullable(judged.skew());
  }

  /**
   * Returns the verified time stamp that gave the time for checking the certificate. The result is
   * empty if there is none, or if the {@link Verifier} trusts none.
   */
  public Optional<Timestamp> timestamp() {
    return Optional.ofNullable(judged.evidence().timestamp()).map(Timestamp::new);
  }

  /**
   * Returns the certificate of the key that made the signature; empty if no certificate is proven
   * to match it.
   */
  public Optional<X509Certificate> certificate() {
    return Optional.ofNullable(judged.evidence().certificate())
        .map(CertificateVerdict::certificate);
  }

  /**
   * Returns the revocation status of the certificate and its issuers, as in {@link
   * CertificateVerdict#revocation()}.
   */
  public RevocationStatus revocation() {
    return judged.evidence().certificate() == null
        ? RevocationStatus.NOT_CHECKED
        : judged.evidence().certificate().revocation();
  }

  /** Returns the path from the certificate to an anchor; empty if there is none. */
  public List<X509Certificate> path() {
    return judged.evidence().certificate() == null
        ? List.of()
        : judged.evidence().certificate().path();
  }

  /**
   * Returns the signer's security label (RFC 2634), even if the signer is not trusted. The result
   * is empty if there is none, or more than one.
   */
  public Optional<SecurityLabel> securityLabel() {
    return Optional.ofNullable(SecurityLabel.read(judged.evidence().message().label()));
  }

  /**
   * Returns the signer's request for a receipt (RFC 2634), even if the signer is not trusted; empty
   * if there is none.
   */
  public Optional<ReceiptRequest> receiptRequest() {
    return Optional.ofNullable(ReceiptRequest.read(judged.evidence().message().receiptRequest()));
  }

  /**
   * Returns all attributes of the signer, in the order of the message. Signed attributes come
   * first, and only for a trusted signer. Unsigned attributes follow: anyone may have added them.
   * Attributes that the library does not know have no effect on the verdict.
   */
  public List<Attribute> attributes() {
    AttributeOctets octets = judged.evidence().attributes();
    List<Attribute> all = new ArrayList<>();
    if (state() == State.TRUSTED) {
      all.addAll(Attribute.read(octets.signed(), true, octets.limits()));
    }
    all.addAll(Attribute.read(octets.unsigned(), false, octets.limits()));
    return List.copyOf(all);
  }

  /**
   * Returns a verdict on each countersignature (RFC 5652, section 11.4), in the order of the
   * message. The verifier checks countersignatures by the same rules as signatures, and they may
   * have countersignatures themselves. A countersignature covers only the value of this signature.
   * It is trusted only if this signature is valid and the certificate of this signer is trusted. It
   * is not bound to an address. It does not change the verdict on this signer, because anyone can
   * add or remove countersignatures.
   */
  public List<SignerVerdict> countersignatures() {
    return countersignatures;
  }

  SignedMessage message() {
    return judged.evidence().message();
  }

  /** Returns the whole verdict as text. */
  @Override
  public String toString() {
    StringBuilder page = new StringBuilder();
    page.append(state());
    headline().ifPresent(finding -> page.append("  ").append(finding));
    line(page, "named as", identifier());
    certificate()
        .ifPresent(
            c -> {
              line(page, "certificate", DistinguishedName.print(c.getSubjectX500Principal()));
              line(
                  page,
                  "issued by",
                  DistinguishedName.print(c.getIssuerX500Principal())
                      + ", serial "
                      + c.getSerialNumber().toString(16));
              line(
                  page,
                  "valid",
                  c.getNotBefore().toInstant() + " to " + c.getNotAfter().toInstant());
            });
    line(page, "addresses", addresses().isEmpty() ? "none" : String.join(", ", addresses()));
    line(page, "binding", binding().name());
    line(page, "integrity", judged.integrity().name());
    line(page, "revocation", revocation().name());
    line(page, "scheme", scheme() + ", digest " + digest());
    signingTime().ifPresent(time -> line(page, "signed at", time + " (claimed by the signer)"));
    timestamp().ifPresent(stamp -> line(page, "time stamp", stamp.toString()));
    securityLabel().ifPresent(label -> line(page, "label", label.toString()));
    receiptRequest().ifPresent(wish -> line(page, "receipt", wish.toString()));
    findings().forEach(finding -> line(page, "finding", finding.toString()));
    notes().forEach(note -> line(page, "note", note.toString()));
    for (SignerVerdict countersignature : countersignatures()) {
      page.append("\n    countersignature: ")
          .append(countersignature.toString().replace("\n", "\n    "));
    }
    return page.toString();
  }

  private static void line(StringBuilder page, String name, String text) {
    page.append("\n    ")
        .append(name)
        .append(" ".repeat(12 - name.length()))
        .append(DistinguishedName.printable(text));
  }
}
