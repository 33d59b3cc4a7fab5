package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smime4j.Finding;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.base.Findings;
import org.smime4j.internal.verify.AttributeOctets;
import org.smime4j.internal.verify.Integrity;
import org.smime4j.internal.verify.JudgedSigner;
import org.smime4j.internal.verify.SignedMessage;
import org.smime4j.trust.Binding;
import org.smime4j.trust.CertificateVerdict;
import org.smime4j.trust.Note;

/**
 * The verdict of a {@link Verifier} on one signer, with its evidence. It answers separately whether
 * the content is intact, the certificate trusted, the address right and the time plausible.
 *
 * <p>Every {@link Finding} lowers the verdict, and the worst decides. Notes do not lower it. {@link
 * #requireTrusted()} throws unless the verdict is {@code TRUSTED}; some other methods return an
 * empty result then. Immutable.
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
    /** No finding: the signature is intact, and the policy trusts the signer. */
    TRUSTED,
    /** Something that the judgement needs is not at hand: a certificate, the content, an anchor. */
    UNKNOWN,
    /** The signature may hold; its maker is not to be believed. */
    UNTRUSTED,
    /** The signature is invalid, or the content or its attributes were changed. */
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
    Findings.Severity severity = judged.severity();
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
   * The certificate of a trusted signer.
   *
   * @throws SmimeException.NotTrusted with the headline finding, if the signer is not trusted
   */
  public X509Certificate requireTrusted() throws SmimeException.NotTrusted {
    if (state() != State.TRUSTED) {
      throw judged.notTrusted();
    }
    return certificate().orElseThrow();
  }

  /**
   * The certificate to which answers to a trusted signer are to be encrypted, by the
   * SMIMEEncryptionKeyPreference (RFC 8551, section 2.5.3). The certificate is not judged here.
   * Empty if none is stated, the message does not carry it, or the signer is not trusted.
   */
  public Optional<X509Certificate> preferredEncryptionCertificate() {
    return Optional.ofNullable(judged.offer().encryption());
  }

  /**
   * The object identifiers of a trusted signer's SMIMECapabilities (RFC 8551, section 2.5.2); empty
   * where there are none, and for a signer who is not trusted.
   */
  public Optional<Set<String>> capabilities() {
    return Optional.ofNullable(judged.offer().capabilities());
  }

  /** The signer's identifier: an issuer with a serial number, or a key identifier. */
  public String identifier() {
    return judged.evidence().identifier().toString();
  }

  /** Whether the content was checked, and is what was signed. It says nothing of the signer. */
  public boolean isIntact() {
    return judged.integrity() == Integrity.INTACT;
  }

  /**
   * Whether the content was checked, and is not what was signed. If neither this nor {@link
   * #isIntact()} is true, the content could not be checked, or checking it was pointless.
   */
  public boolean isAltered() {
    return judged.integrity() == Integrity.ALTERED;
  }

  /** What lowers the verdict, the headline first; empty only for {@link State#TRUSTED}. */
  public List<Finding> findings() {
    return judged.findings();
  }

  /** The first finding. */
  Optional<Finding> headline() {
    return judged.findings().stream().findFirst();
  }

  /** Remarks for a reader. They do not lower the verdict. */
  public List<Note> notes() {
    return judged.notes();
  }

  /** The addresses that the certificate speaks for; empty without a certificate. */
  public List<String> addresses() {
    return judged.binding() == null ? List.of() : judged.binding().certified();
  }

  /** How those addresses and the expected one relate. */
  public Binding binding() {
    return judged.binding() == null ? Binding.NOT_CHECKED : judged.binding().binding();
  }

  /**
   * The signature's scheme, for example {@code rsa-pkcs1-sha256}; an object identifier if unknown.
   */
  public String scheme() {
    return judged.evidence().scheme();
  }

  /** The digest of the content, for example {@code sha-256}; an object identifier if unknown. */
  public String digest() {
    return judged.evidence().digest();
  }

  /** The time that the signer claims. Certificates are never judged at it. */
  public Optional<Instant> signingTime() {
    return Optional.ofNullable(judged.evidence().signingTime());
  }

  /**
   * How much later than the message's Date the signer claims to have signed, negative if earlier;
   * empty where one of the two is not known.
   */
  public Optional<Duration> skew() {
    return Optional.ofNullable(judged.skew());
  }

  /**
   * The verified time stamp at whose time the certificate was judged; empty if there is none, or
   * the {@link Verifier} believes none.
   */
  public Optional<Timestamp> timestamp() {
    return Optional.ofNullable(judged.evidence().timestamp()).map(Timestamp::new);
  }

  /**
   * The certificate whose key made the signature; empty if no certificate was proven to match it.
   */
  public Optional<X509Certificate> certificate() {
    return Optional.ofNullable(judged.evidence().certificate())
        .map(CertificateVerdict::certificate);
  }

  /**
   * What is known of the revocation of the certificate and of those above it, in a word: {@code
   * GOOD}, {@code REVOKED}, {@code UNKNOWN} or {@code NOT_CHECKED}, as {@link
   * CertificateVerdict#revocation()} says it.
   */
  public String revocation() {
    return judged.evidence().certificate() == null
        ? "NOT_CHECKED"
        : judged.evidence().certificate().revocation();
  }

  /** The path from the certificate to an anchor; empty if there is none. */
  public List<X509Certificate> path() {
    return judged.evidence().certificate() == null
        ? List.of()
        : judged.evidence().certificate().path();
  }

  /**
   * The signer's security label (RFC 2634), also if the signer is not trusted. Empty if there is
   * none, or more than one.
   */
  public Optional<SecurityLabel> securityLabel() {
    return Optional.ofNullable(SecurityLabel.read(judged.evidence().message().label()));
  }

  /**
   * The signer's request for a receipt (RFC 2634), also if the signer is not trusted. Empty if
   * there is none.
   */
  public Optional<ReceiptRequest> receiptRequest() {
    return Optional.ofNullable(ReceiptRequest.read(judged.evidence().message().receiptRequest()));
  }

  /**
   * The attributes of the signer, whatever they are, in the order of the message; no verdict rests
   * on one that this library does not name elsewhere. Signed attributes come first, and only for a
   * trusted signer; then unsigned ones, which anybody may have added.
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
   * Who countersigned (RFC 5652, section 11.4), in the order of the message: a verdict for each, by
   * the rules of any signature, with countersignatures of its own. A countersignature covers only
   * the value of this signature, and is trusted only if this signature is valid and its certificate
   * trusted. It is not bound to an address, and does not change the verdict on this signer, because
   * anybody can add or remove one.
   */
  public List<SignerVerdict> countersignatures() {
    return countersignatures;
  }

  SignedMessage message() {
    return judged.evidence().message();
  }

  /** The whole verdict as text. */
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
    line(page, "revocation", revocation());
    line(page, "scheme", scheme() + ", digest " + digest());
    signingTime().ifPresent(time -> line(page, "signed at", time + " (the signer's own word)"));
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
