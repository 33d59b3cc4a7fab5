package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.smime4j.Finding;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.base.Findings;
import org.smime4j.internal.verify.JudgedSigner;
import org.smime4j.internal.verify.SignedMessage;
import org.smime4j.trust.Binding;
import org.smime4j.trust.CertificateVerdict;
import org.smime4j.trust.Note;
import org.smime4j.trust.RevocationStatus;

/**
 * What a {@link Verifier} says about one signer, with its judged.evidence(). Integrity, trust,
 * address and time are fields of their own; every {@link Finding} lowers the verdict, the worst
 * decides:
 *
 * <ul>
 *   <li>{@link Trusted}: no finding at all.
 *   <li>{@link Unknown}: something that the judgement needs is not at hand.
 *   <li>{@link Untrusted}: the signature may hold, and its maker is not to be believed.
 *   <li>{@link Broken}: the signature does not hold.
 * </ul>
 */
public abstract sealed class SignerVerdict
    permits SignerVerdict.Trusted,
        SignerVerdict.Unknown,
        SignerVerdict.Untrusted,
        SignerVerdict.Broken {

  private final JudgedSigner judged;
  private final List<SignerVerdict> countersignatures;

  private SignerVerdict(JudgedSigner judged) {
    this.judged = judged;
    this.countersignatures = judged.countersignatures().stream().map(SignerVerdict::of).toList();
  }

  /** The signature holds, and the policy believes its maker. */
  public static final class Trusted extends SignerVerdict {
    private Trusted(JudgedSigner judged) {
      super(judged);
    }

    /** The certificate whose key made the signature. */
    public X509Certificate trustedCertificate() {
      return certificate().orElseThrow();
    }

    /**
     * The certificate to which answers are to be encrypted, by the signer's
     * SMIMEEncryptionKeyPreference (RFC 8551, section 2.5.3); empty where there is none, or the
     * message does not carry the certificate, which itself is not judged here.
     */
    public Optional<X509Certificate> preferredEncryptionCertificate() {
      return Optional.ofNullable(super.judged.offer().encryption());
    }

    /**
     * The object identifiers of the signer's SMIMECapabilities (RFC 8551, section 2.5.2); empty
     * where there are none.
     */
    public Optional<Set<String>> capabilities() {
      return Optional.ofNullable(super.judged.offer().capabilities());
    }

    @Override
    public <R> R fold(
        Function<? super Trusted, ? extends R> trusted,
        Function<? super Untrusted, ? extends R> untrusted,
        Function<? super Unknown, ? extends R> unknown,
        Function<? super Broken, ? extends R> broken) {
      return trusted.apply(this);
    }
  }

  /** The signature may hold; its maker is not to be believed. */
  public static final class Untrusted extends SignerVerdict {
    private Untrusted(JudgedSigner judged) {
      super(judged);
    }

    @Override
    public <R> R fold(
        Function<? super Trusted, ? extends R> trusted,
        Function<? super Untrusted, ? extends R> untrusted,
        Function<? super Unknown, ? extends R> unknown,
        Function<? super Broken, ? extends R> broken) {
      return untrusted.apply(this);
    }
  }

  /** Something that the judgement needs is not at hand: a certificate, the content, an anchor. */
  public static final class Unknown extends SignerVerdict {
    private Unknown(JudgedSigner judged) {
      super(judged);
    }

    @Override
    public <R> R fold(
        Function<? super Trusted, ? extends R> trusted,
        Function<? super Untrusted, ? extends R> untrusted,
        Function<? super Unknown, ? extends R> unknown,
        Function<? super Broken, ? extends R> broken) {
      return unknown.apply(this);
    }
  }

  /** The signature does not hold: this content, or these attributes, nobody signed. */
  public static final class Broken extends SignerVerdict {
    private Broken(JudgedSigner judged) {
      super(judged);
    }

    @Override
    public <R> R fold(
        Function<? super Trusted, ? extends R> trusted,
        Function<? super Untrusted, ? extends R> untrusted,
        Function<? super Unknown, ? extends R> unknown,
        Function<? super Broken, ? extends R> broken) {
      return broken.apply(this);
    }
  }

  static SignerVerdict of(JudgedSigner judged) {
    Findings.Severity severity = judged.severity();
    if (severity == null) {
      return new Trusted(judged);
    }
    return switch (severity) {
      case BROKEN -> new Broken(judged);
      case UNTRUSTED -> new Untrusted(judged);
      case UNKNOWN -> new Unknown(judged);
    };
  }

  /** Applies the function that fits the verdict. */
  public abstract <R> R fold(
      Function<? super Trusted, ? extends R> trusted,
      Function<? super Untrusted, ? extends R> untrusted,
      Function<? super Unknown, ? extends R> unknown,
      Function<? super Broken, ? extends R> broken);

  /** Whom the signature names: an issuer with a serial number, or a key identifier. */
  public String identifier() {
    return judged.evidence().identifier().toString();
  }

  /** Whether the content is what was signed. It says nothing of the signer. */
  public Integrity integrity() {
    return Integrity.valueOf(judged.integrity().name());
  }

  /** What lowers the verdict, the headline first; empty only for {@link Trusted}. */
  public List<Finding> findings() {
    return judged.findings();
  }

  /** The first finding. */
  public Optional<Finding> headline() {
    return judged.findings().stream().findFirst();
  }

  /** What a reader may want to know and what does not lower the verdict. */
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

  /** When the signer claims to have signed; nothing is ever judged by it. */
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

  /** The certificate whose key made the signature; empty where none was proven to be that. */
  public Optional<X509Certificate> certificate() {
    return Optional.ofNullable(judged.evidence().certificate())
        .map(CertificateVerdict::certificate);
  }

  /** What is known of the revocation of the certificate and of those above it. */
  public RevocationStatus revocation() {
    return judged.evidence().certificate() == null
        ? RevocationStatus.NOT_CHECKED
        : judged.evidence().certificate().revocation();
  }

  /** The path from the certificate to an anchor; empty if there is none. */
  public List<X509Certificate> path() {
    return judged.evidence().certificate() == null
        ? List.of()
        : judged.evidence().certificate().path();
  }

  /**
   * How sensitive the signer says the content is (RFC 2634); his word, whatever the verdict. Empty
   * where he says nothing, or says it twice.
   */
  public Optional<SecurityLabel> securityLabel() {
    return Optional.ofNullable(SecurityLabel.read(judged.evidence().message().label()));
  }

  /** The signer's wish for a receipt (RFC 2634), whatever the verdict; empty if there is none. */
  public Optional<ReceiptRequest> receiptRequest() {
    return Optional.ofNullable(ReceiptRequest.read(judged.evidence().message().receiptRequest()));
  }

  /**
   * Who countersigned (RFC 5652, section 11.4), in the order of the message: a verdict for each, by
   * the rules of any signature, with countersignatures of its own. It covers the value of this
   * signature and nothing else, not the content and no other signer, and is Trusted only where this
   * signature holds and its certificate is believed, since a key can be made for any signature
   * value. It binds nobody to an address, and no verdict on this signer rests on it: anybody can
   * add one on the way, or take one off.
   */
  public List<SignerVerdict> countersignatures() {
    return countersignatures;
  }

  SignedMessage message() {
    return judged.evidence().message();
  }

  /** Says why the signer is not trusted. */
  SmimeException.NotTrusted notTrusted() {
    return judged.notTrusted();
  }

  /** A block of lines that says it all. */
  @Override
  public String toString() {
    StringBuilder page = new StringBuilder();
    page.append(judged.word());
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
    line(page, "integrity", integrity().name());
    line(page, "revocation", revocation().name());
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
